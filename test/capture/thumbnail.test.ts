import type { RequestListener } from 'node:http';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureOnce } from './capture-once.ts';
import { type PageCaptures, startPageCaptures } from './page-captures.ts';

const words = 'The boats lie along the quay and nobody is about. '.repeat(60);
/** Content is red, what is not the content is blue. */
const article = (around: string, text = words) =>
  `<!doctype html><meta charset="utf-8"><title>Harbour</title><style>body{margin:0;font:20px sans-serif}main{display:block;background:#f00;color:#f66;height:2600px;overflow:hidden}.blue{background:#00f;color:#66f}</style>${around}<main><h1>The harbour in winter</h1><p>${text}</p></main>`;

const PAGES: Record<string, string> = {
  '/plain': article(''),
  '/consent': article(
    '<div id="onetrust-consent-sdk"><div class="blue" style="position:fixed;inset:0;opacity:.9"></div><div id="onetrust-banner-sdk" class="blue" style="position:fixed;inset:100px 200px">We use cookies</div></div>',
  ),
  '/unknown-bar': article(
    '<div class="blue" style="position:fixed;left:0;right:0;bottom:0;height:300px;z-index:2">Cookies?</div>',
  ),
  '/newsletter': article(
    '<dialog class="blue" style="width:800px;height:500px">Join our letter</dialog><style>::backdrop{background:#00f}</style><script>document.querySelector("dialog").showModal()</script>',
  ),
  '/advertisement': article('<div class="blue" style="height:900px">Buy</div>'),
  '/short': article('').replace('height:2600px', 'height:300px'),
  // What stays: navigation, and an application that is fixed as a whole.
  '/documentation': article(
    '<nav class="blue" style="position:fixed;left:0;top:60px;bottom:0;width:320px">Chapters</nav><header class="blue" style="position:fixed;top:0;left:0;right:0;height:60px">Manual</header>',
  ),
  '/application': article('').replace(
    '<main>',
    '<main class="blue" style="position:fixed;inset:0;height:auto">',
  ),
};

describe('a thumbnail', () => {
  const answer: RequestListener = (request, response) => {
    const html = PAGES[request.url ?? ''];
    response.writeHead(html ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  };
  let pages: PageCaptures;
  beforeAll(async () => {
    pages = await startPageCaptures(answer);
  });
  afterAll(async () => {
    await pages?.close();
  });

  test.concurrent.each([
    ['/plain', 0, 0.02],
    ['/consent', 0, 0.02],
    ['/unknown-bar', 0, 0.02],
    ['/newsletter', 0, 0.02],
    ['/advertisement', 0, 0.1],
    ['/short', 0, 0.02],
    ['/documentation', 0.2, 0.5],
    ['/application', 0.9, 1],
  ])('of %s shows the content: blue between %f and %f', async (path, least, most) => {
    const { files, status, still } = await captureOnce(pages.capturer, `${pages.origin}${path}`, {
      wanted: ['still', 'screenshot', 'thumbnail'],
    });

    expect(status).toBe('done');
    const blue = await blueShare(files.get('thumbnail')?.bytes);
    expect(blue).toBeGreaterThanOrEqual(least);
    expect(blue).toBeLessThanOrEqual(most);
    // The still and the screenshot are the page as it stood.
    if (/class="blue"/.test(PAGES[path] ?? '')) {
      expect(await blueShare(files.get('screenshot')?.bytes)).toBeGreaterThan(0.05);
      expect(still).toContain('blue');
    }
  });

  test('alone, without a screenshot, shows the same', async () => {
    const { files } = await captureOnce(pages.capturer, `${pages.origin}/advertisement`, {
      wanted: ['thumbnail'],
    });

    expect(await blueShare(files.get('thumbnail')?.bytes)).toBeLessThan(0.1);
  });
});

async function blueShare(bytes: Uint8Array | undefined): Promise<number> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let blue = 0;
  for (let at = 0; at < data.length; at += 3)
    if ((data[at + 2] ?? 0) > 180 && (data[at] ?? 0) < 130) blue += 1;
  return blue / (info.width * info.height);
}
