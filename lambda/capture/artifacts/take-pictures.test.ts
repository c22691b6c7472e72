import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import type { CDPSession } from 'puppeteer-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { takePictures } from './take-pictures.ts';

const VIEW = viewSchema.parse({});
/** Two columns. */
const LONG_PX = 40_000;
const WINDOW = { pageX: 0, pageY: 0, clientWidth: 1280, clientHeight: 800 };

test('a long page has its thumbnail before its screenshot, and as many columns as there is time for', async () => {
  const heights: number[] = [];
  const session = longPage(heights);
  const late = { signal: new AbortController().signal, left: () => 100, passed: false };
  const wanted = new Set(['screenshot', 'thumbnail'] as const);

  const hurried = takePictures(session, VIEW, wanted, undefined, late);
  const { cut, packed } = (await hurried.whole) ?? {};
  expect(cut).toBe(true);
  expect(heights).toEqual([800, 20_000]);
  expect(await packed).toMatchObject({ name: 'screenshot', width: 640, height: 10_000 });
  expect(await (await hurried.top)?.packed).toMatchObject({ name: 'thumbnail' });

  heights.length = 0;
  const whole = await takePictures(session, VIEW, wanted).whole;
  expect(whole?.cut).toBe(false);
  expect(heights).toEqual([800, 20_000, 20_000]);
});

/** A browser's session with a long white page that says nothing of its content; notes how much each picture shows. */
function longPage(heights: number[]): CDPSession {
  const send = async (
    method: string,
    options?: { clip: { width: number; height: number; scale: number } },
  ) => {
    if (method === 'Page.getLayoutMetrics')
      return { cssContentSize: { width: 1280, height: LONG_PX }, cssLayoutViewport: WINDOW };
    if (method !== 'Page.captureScreenshot' || !options) throw new Error('busy');
    const { width, height, scale } = options.clip;
    heights.push(height);
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const picture = await sharp({ create: { ...size, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    return { data: picture.toString('base64') };
  };
  return { send } as unknown as CDPSession;
}
