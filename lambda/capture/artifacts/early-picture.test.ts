import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { takeEarly } from './early-picture.ts';
import type { PageLooks } from './page-looks.page.ts';

const PAGE = { width: 1280, height: 1600 };
const WINDOW = { pageX: 0, pageY: 0, clientWidth: 1280, clientHeight: 800 };
const VIEW = viewSchema.parse({});
const FRAME = { ...PAGE, scale: 1, cut: false };
const nothingArrives = () => 0;

test('the early picture serves while the page says that it looks the same', async () => {
  const page = pageOf({ mark: 'one', pictured: 0 });
  let received = 0;
  const early = takeEarly(page.session, VIEW, () => received);

  const same = await early.ifUnchanged(FRAME);
  expect(await same?.packed).toMatchObject({ name: 'screenshot', width: 1280, height: 1600 });
  expect(await early.ifUnchanged({ ...FRAME, height: 1700 })).toBeUndefined();
  received = 1;
  expect(await early.ifUnchanged(FRAME)).toBeUndefined();
  received = 0;
  page.looks.mark = 'another';
  expect(await early.ifUnchanged(FRAME)).toBeUndefined();
  expect(page.taken).toEqual(['png 1']);
});

test('of a page that does not tell sketches are compared', async () => {
  const page = pageOf({ mark: '', pictured: 0 });
  const early = takeEarly(page.session, VIEW, nothingArrives);

  expect(await early.ifUnchanged(FRAME)).toBeDefined();
  page.colour = '#fffffe';
  expect(await early.ifUnchanged(FRAME)).toBeUndefined();
  expect(page.taken).toEqual(['png 0.25', 'png 1', 'png 0.25', 'png 0.25']);
});

test('a page full of photographs comes as JPEG', async () => {
  const page = pageOf({ mark: 'one', pictured: 0.6 });

  await takeEarly(page.session, VIEW, nothingArrives).taken;
  expect(page.taken).toEqual(['jpeg 1']);
});

test('a page that cannot be pictured early has no early picture', async () => {
  const session = { send: () => Promise.reject(new Error('busy')) } as unknown as CDPSession;
  const early = takeEarly(session, VIEW, nothingArrives);

  await early.taken;
  expect(await early.ifUnchanged(FRAME)).toBeUndefined();
});

/** A browser's session with a page of one colour that says this of its looks; notes each picture's format and scale. */
function pageOf(looks: { -readonly [Name in keyof PageLooks]: PageLooks[Name] }) {
  const page = { colour: '#fff', looks, taken: [] as string[] };
  const takePicture = async (
    format: 'png' | 'jpeg',
    clip: { width: number; height: number; scale: number },
  ) => {
    page.taken.push(`${format} ${clip.scale}`);
    const size = { width: Math.round(clip.width * clip.scale), height: Math.round(clip.height * clip.scale) };
    const picture = sharp({ create: { ...size, channels: 3, background: page.colour } });
    return { data: (await picture.toFormat(format).toBuffer()).toString('base64') };
  };
  const send = async (
    method: string,
    options: { format: 'png' | 'jpeg'; clip: { width: number; height: number; scale: number } },
  ) => {
    switch (method) {
      case 'Page.getFrameTree':
        return { frameTree: { frame: { id: 'main' } } };
      case 'Page.createIsolatedWorld':
        return { executionContextId: 1 };
      case 'Runtime.callFunctionOn':
        return { result: { value: { ...page.looks } } };
      case 'Page.getLayoutMetrics':
        return { cssContentSize: PAGE, cssLayoutViewport: WINDOW };
      default:
        return await takePicture(options.format, options.clip);
    }
  };
  return Object.assign(page, { session: { send } as unknown as CDPSession });
}
