import type { RequestListener } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

/** Each stripe says by its red how far down it is. */
const STRIPES = 40;
const STRIPE_PX = 1000;
const RED_STEP = 6;
/** Two columns at half the size, with a line between them. */
const COLUMN = { width: 640, height: 10_000, gap: 16 };

const stripes = (count: number) =>
  Array.from(
    { length: count },
    (_, at) => `<div style="height:${STRIPE_PX}px;background:rgb(${at * RED_STEP},200,0)"></div>`,
  ).join('');
const BLUE = 'left:0;right:0;height:60px;background:#00f';
/** Pages of the same length; what is blue stands at the top of the first column and nowhere else. */
const PAGES: Record<string, string> = {
  '/plain': stripes(STRIPES),
  '/fixed': `<div style="position:fixed;top:0;${BLUE}"></div>${stripes(STRIPES)}`,
  '/sticky': `<div style="position:sticky;top:0;margin-bottom:-60px;${BLUE}"></div>${stripes(STRIPES)}`,
  '/as-tall-as-the-window': `<div style="height:100vh;margin-bottom:200px;background:#f0f"></div>${stripes(STRIPES - 1)}`,
};

const answer: RequestListener = (request, response) => {
  const body = PAGES[request.url ?? ''];
  response
    .writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<!doctype html><title>Long</title><style>body{margin:0}</style>${body}`);
};
let pages: PageCaptures;
beforeAll(async () => {
  pages = await startPageCaptures(answer);
});
afterAll(async () => {
  await pages?.close();
});

test.each(Object.keys(PAGES))('the columns of %s show the page as its own window does', async (path) => {
  const { files, status } = await captureOnce(pages.capturer, pages.origin + path, {
    wanted: ['still', 'screenshot', 'thumbnail'],
    timeoutMs: 60_000,
  });

  expect(status).toBe('done');
  const { data, info } = await sharp(files.get('screenshot')?.bytes)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 2 * COLUMN.width + COLUMN.gap, height: COLUMN.height });
  const colourAt = (pagePx: number) => {
    const line = pagePx / 2;
    const across = Math.floor(line / COLUMN.height) * (COLUMN.width + COLUMN.gap) + COLUMN.width / 2;
    const at = ((line % COLUMN.height) * info.width + across) * 3;
    return { red: data[at] ?? 0, blue: data[at + 2] ?? 0 };
  };
  const begins = path === '/as-tall-as-the-window' ? 1 : 0;
  for (let stripe = begins; stripe < STRIPES; stripe += 1) {
    const { red, blue } = colourAt((stripe + 0.5) * STRIPE_PX);
    expect(Math.abs(red - (stripe - begins) * RED_STEP), `stripe ${stripe}`).toBeLessThan(RED_STEP);
    expect(blue).toBeLessThan(60);
  }
  const secondColumn = colourAt(COLUMN.height * 2 + 30);
  expect(colourAt(30).blue > 200).toBe(path !== '/plain');
  expect(secondColumn.blue).toBeLessThan(60);
});
