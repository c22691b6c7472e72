import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { takeEarly } from './early-picture.ts';

const PAGE = { width: 1280, height: 1600 };
const WINDOW = { pageX: 0, pageY: 0, clientWidth: 1280, clientHeight: 800 };
const VIEW = viewSchema.parse({});

test('the early picture serves while the page looks the same, and not when it has changed', async () => {
  const page = pageOf('#fff');
  const early = takeEarly(page.session, VIEW);
  const frame = { ...PAGE, scale: 1, cut: false };

  const same = await early.ifUnchanged(frame);
  expect(await same?.packed).toMatchObject({ name: 'screenshot', width: 1280, height: 1600 });
  expect(await early.ifUnchanged({ ...frame, height: 1700 })).toBeUndefined();
  page.paint('#fffffe');
  expect(await early.ifUnchanged(frame)).toBeUndefined();
});

test('a page that cannot be pictured early has no early picture', async () => {
  const session = { send: () => Promise.reject(new Error('busy')) } as unknown as CDPSession;
  const early = takeEarly(session, VIEW);

  await early.taken;
  expect(await early.ifUnchanged({ ...PAGE, scale: 1, cut: false })).toBeUndefined();
});

/** A browser's session with a page of one colour. */
function pageOf(colour: string) {
  let shown = colour;
  const send = async (
    method: string,
    options?: { clip: { width: number; height: number; scale: number } },
  ) => {
    if (method === 'Page.getLayoutMetrics') return { cssContentSize: PAGE, cssLayoutViewport: WINDOW };
    const { width, height, scale } = options?.clip ?? { ...PAGE, scale: 1 };
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const picture = await sharp({ create: { ...size, channels: 3, background: shown } })
      .png()
      .toBuffer();
    return { data: picture.toString('base64') };
  };
  return {
    session: { send } as unknown as CDPSession,
    paint: (next: string) => {
      shown = next;
    },
  };
}
