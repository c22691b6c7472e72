import type { FrozenFrame, FrozenPart } from '@stillpage/shared/freezer/frozen-frame.ts';
import type { CssContext } from './css-context.ts';
import type { Resources } from './resources.ts';
import { rewriteCss } from './rewrite-css.ts';
import { createSharedPictures, type SharedPictures } from './shared-pictures.ts';

/** Addresses of about 2 MB are refused by Chromium as documents. */
const DATA_DOCUMENT_MAX_BYTES = 1_400_000;

/** What one frame's parts are finished with. */
export type Assembly = {
  readonly resources: Resources;
  /** HTML put first into `<head>`. */
  readonly head: string;
  /** The finished document of the child frame with this index. */
  readonly frame: (index: number) => Promise<{ html: string; quirks: boolean } | undefined>;
  /** A `data:` picture of the element with this index. */
  readonly shot: (index: number) => Promise<string | undefined>;
};

/** Joins a frame's parts to its document. */
export async function assembleFrame(frozen: FrozenFrame, assembly: Assembly): Promise<string> {
  const css: CssContext = {
    resources: assembly.resources,
    charset: frozen.charset,
    document: frozen.url,
    dark: frozen.dark,
    marks: new Set(frozen.marks),
    pictures: createSharedPictures(),
  };
  const known = new Map<string, Promise<string>>();
  const texts = await Promise.all(frozen.parts.map((part) => finish(part, frozen, assembly, css, known)));
  return css.pictures.resolve(texts.join(''));
}

function finish(
  part: FrozenPart,
  frozen: FrozenFrame,
  assembly: Assembly,
  css: CssContext,
  known: Map<string, Promise<string>>,
): string | Promise<string> {
  if (typeof part === 'string') return part;
  switch (part.part) {
    case 'head':
      return assembly.head;
    case 'resource':
      return resourceAttribute(part, assembly.resources, css.pictures);
    case 'css': {
      // A component's sheet comes once for each of its instances.
      const key = `${part.place} ${part.base} ${part.text}`;
      let text = known.get(key);
      if (!text) {
        text = rewriteCss(part.text, part.base, css, part.place === 'attribute');
        text = text.then(part.place === 'sheet' ? withoutReferences : escapeMarkup);
        known.set(key, text);
      }
      return text;
    }
    case 'linked-sheet':
      return linkedSheet(part.url, css, frozen.charset);
    case 'frame':
      return assembly.frame(part.index).then((frame) => frameAttribute(frame, part.as));
    case 'shot':
      return assembly.shot(part.index).then((data) => (data ? ` ${part.name}="${data}"` : ''));
  }
}

async function resourceAttribute(
  part: Extract<FrozenPart, { part: 'resource' }>,
  resources: Resources,
  pictures: SharedPictures,
): Promise<string> {
  const quiet = part.use === 'icon';
  const data = await resources.dataUrl(part.url, part.use === 'media' ? 'media' : 'image', quiet);
  const value = data ?? part.missing;
  if (!value) return '';
  const text = escapeMarkup(value);
  if (part.density && data && part.name === 'src' && !/[\s]/.test(data))
    return ` srcset="${text} ${part.density}x"`;
  if (part.name === 'src' && part.use === 'image' && data)
    return pictures.inImage(text, part.reachable === true);
  return ` ${part.name}="${text}"`;
}

async function linkedSheet(url: string, css: CssContext, charset: string): Promise<string> {
  const text = await css.resources.text(url, 'stylesheet', charset);
  if (text === undefined) return '';
  // Relative addresses in it are relative to the sheet; a fragment alone never means the document there.
  return withoutReferences(await rewriteCss(text, url, css));
}

function frameAttribute(frame: { html: string; quirks: boolean } | undefined, as: 'srcdoc' | 'src'): string {
  if (!frame) return '';
  // A srcdoc document is never in quirks mode, and the frame of a frameset has no srcdoc.
  const small = frame.html.length < DATA_DOCUMENT_MAX_BYTES;
  if ((as === 'src' || frame.quirks) && small) {
    return ` src="data:text/html;charset=utf-8;base64,${Buffer.from(frame.html, 'utf8').toString('base64')}"`;
  }
  return as === 'src' ? '' : ` srcdoc="${escapeMarkup(frame.html)}"`;
}

/**
 * In a drawing a `style` is read as markup is: `u&#114;l(` would become an address there. Written as CSS escapes them,
 * ampersands mean the same to every reader.
 */
function withoutReferences(css: string): string {
  return css.replace(/&(?=#(?:\d|x[\da-f])|[a-z])/gi, '\\26 ');
}

export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
