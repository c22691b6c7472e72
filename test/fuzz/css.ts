import type { ReceivedBytes } from '@stillpage/lambda/capture/contract.ts';
import { createResources } from '@stillpage/lambda/capture/freeze/resources.ts';
import { rewriteCss } from '@stillpage/lambda/capture/freeze/rewrite-css.ts';
import { createSharedPictures } from '@stillpage/lambda/capture/freeze/shared-pictures.ts';
import fc from 'fast-check';
import { leaksOf } from './css-leaks.ts';
import { cssText, EVIL } from './css-text.ts';
import type { FuzzArea } from './fuzz-area.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** What the site of the sheets answers: pictures, fonts, sheets with this text, types that mean harm, and nothing. */
function receivedWith(imported: string, type: string): ReceivedBytes {
  return {
    bodyOf: async (url) => {
      if (/\.png$/.test(url)) return { ok: true, bytes: PNG, type: 'image/png', status: 200 };
      if (/\/a$/.test(url)) return { ok: true, bytes: Buffer.from(imported), type: 'text/css', status: 200 };
      if (/\/b$/.test(url)) return { ok: true, bytes: Buffer.from('....ftypmp42'), type, status: 200 };
      return { ok: false, omission: 'not-loaded' };
    },
  };
}

async function rewritten(
  css: string,
  received: ReceivedBytes,
  attribute: boolean,
  marks: string[] = [],
): Promise<string> {
  const pictures = createSharedPictures();
  const context = {
    resources: createResources(received, 1e6),
    charset: 'utf-8',
    dark: false,
    marks: new Set(marks),
    pictures,
  };
  return pictures.resolve(await rewriteCss(css, `https://${EVIL}/sheet.css`, context, attribute));
}

/** Any sheet becomes one that asks for nothing, ends no element, and stays the same when it is rewritten again. */
export const CSS: FuzzArea = {
  name: 'css',
  shortRuns: 1000,
  open: async () => ({
    properties: {
      rewriting: fc.asyncProperty(
        cssText,
        cssText,
        fc.oneof(
          fc.string({ maxLength: 20 }),
          fc.constantFrom('a/b"),url(//evil.test/x', 'text/html', 'x</style>'),
        ),
        fc.boolean(),
        async (css, imported, type, attribute) => {
          const received = receivedWith(imported, type);
          const once = await rewritten(css, received, attribute, ['hover']);
          const leaks = leaksOf(once);
          if (leaks.length > 0) throw new Error(`${leaks.join('\n')}\nin ${JSON.stringify(once)}`);
          const twice = await rewritten(once, received, attribute);
          const thrice = await rewritten(twice, received, attribute);
          if (twice !== thrice)
            throw new Error(`not at rest:\n${JSON.stringify(twice)}\n${JSON.stringify(thrice)}`);
        },
      ) as fc.IAsyncPropertyWithHooks<unknown>,
    },
    close: async () => {},
  }),
};
