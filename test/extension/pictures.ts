// node test/extension/pictures.ts: draws the pictures of docs/images and the stores' screenshots from the running program.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { listedTitles, shownLink, shownStatus } from './popup-view.ts';
import { replicaCount } from './replica-count.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const SCREENSHOTS = fileURLToPath(new URL('../../docs/store/screenshots/', import.meta.url));
/** The size that stores show without scaling, in pixels. */
const SCREENSHOT = { width: 1280, height: 800 };
/** Heaviest picture in the tree, in bytes. */
const PICTURE_MAX_BYTES = 200_000;
/** In CSS pixels, with what stands above a tab: the tab itself has the stores' shape. */
const WINDOW = { width: 1240, height: 862, scale: 2 };
const CAPTURES_TIMEOUT_MS = 120_000;

/** What is in the library before, oldest first: host, path, tags. */
const SAVED = [
  ['kitchen.example', '/bread', ['recipes']],
  ['harbour.example', '/tides', ['history', 'reading/long']],
  ['noodle.example', '/noodles', ['recipes', '中文']],
  ['slowpost.example', '/letters', ['reading/long']],
  ['oldtown.example', '/doors', ['旅行', '中文']],
  ['benches.example', '/benches', ['maps', '旅行']],
  ['rainsongs.example', '/rain', ['music', '中文']],
] as const;
const SCENES = [
  { language: 'en-US', name: 'en', page: 'fieldnotes.example/garden', tags: 'gardens,reading/long,' },
  { language: 'zh-CN', name: 'zh-CN', page: 'chashan.example/tea', tags: '茶，旅行，' },
] as const;

const site = await startDemoSite(80).catch(() => startDemoSite());
const port = new URL(site.origin).port;
const at = (hostAndPath: string) => `http://${port ? hostAndPath.replace('/', `:${port}/`) : hostAndPath}`;
const options = { resolver: async () => ['127.0.0.1'] };
await mkdir(IMAGES, { recursive: true });
await mkdir(SCREENSHOTS, { recursive: true });
try {
  for (const scene of SCENES) for (const dark of [false, true]) await draw(scene, dark);
} finally {
  await site.close();
}

async function draw({ language, name, page, tags }: (typeof SCENES)[number], dark: boolean): Promise<void> {
  const backend = await startBackend({ port: 8042, ...options }).catch(() => startBackend(options));
  const browser = await startChromium({
    language,
    dark,
    ...WINDOW,
    flags: ['--host-resolver-rules=MAP *.example 127.0.0.1'],
  });
  try {
    for (const [host, path, given] of SAVED) await save(backend, { url: at(host + path), tags: [...given] });
    await until(
      'the library',
      async () => (await backend.links()).every(({ snapshot }) => snapshot?.status === 'done'),
      CAPTURES_TIMEOUT_MS,
    );
    await connectExtension(browser, connectStringOf(backend));
    await (await browser.openExtensionPage('popup/index.html')).close();
    const link = await drawPopup(browser, at(page), tags, `popup-${name}-${dark ? 'dark' : 'light'}`);
    const viewer = await browser.openTab(link);
    await until('the still', async () =>
      viewer.frames().some((frame) => frame.url().endsWith('/page') && frame.name() !== undefined),
    );
    await viewer.waitForNetworkIdle();
    const settings = await browser.openExtensionPage('options/index.html');
    await settings.waitForSelector('#connected');
    await keep(`options-${name}-${dark ? 'dark' : 'light'}`, await settings.screenshot());
    await viewer.bringToFront();
    await keep(`viewer-${name}-${dark ? 'dark' : 'light'}`, await viewer.screenshot());
  } finally {
    await browser.close();
    await backend.close();
  }
}

async function save(backend: Backend, request: SaveRequest): Promise<void> {
  const answer = await fetch(`${backend.base}/snapshots`, {
    method: 'POST',
    headers: { authorization: `Bearer ${backend.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function drawPopup(browser: DrivenBrowser, url: string, tags: string, name: string): Promise<string> {
  const tab = await browser.openTab(url);
  const before = await browser.clickToolbar(tab);
  await until('the library in the popup', async () => {
    await before.evaluate(() => chrome.runtime.sendMessage('work'));
    return (await before.evaluate(replicaCount)) === SAVED.length;
  });
  await before.close();

  const popup = await browser.clickToolbar(tab);
  await until('the list', async () => (await listedTitles(popup)).length === SAVED.length);
  await popup.click('#tag-input');
  await popup.type(tags);
  await popup.click('#save');
  const link = await shownLink(popup);
  const done = /^(Saved|已保存)$/;
  await until('the capture', async () => done.test(await shownStatus(popup)), CAPTURES_TIMEOUT_MS);
  await until('its thumbnail in the list', () =>
    popup.evaluate(
      () => (document.querySelector<HTMLImageElement>('#links .thumb img')?.naturalWidth ?? 0) > 0,
    ),
  );
  await keep(name, await composed(tab, await popup.picture()));
  await popup.close();
  await tab.close();
  return link;
}

/** The popup where the browser hangs it, over its page: a browser's picture of a tab never has it. */
async function composed(tab: Page, popup: Uint8Array): Promise<Uint8Array> {
  const { width, height } = await sharp(popup).metadata();
  const radius = 10 * WINDOW.scale;
  const mask = Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="100%" height="100%" rx="${radius}" ry="${radius}"/></svg>`,
  );
  const rounded = await sharp(popup)
    .composite([{ input: mask, blend: 'dest-in' }])
    .png()
    .toBuffer();
  const page = await tab.screenshot();
  const picture = await sharp(page).metadata();
  const left = (picture.width ?? 0) - (width ?? 0) - 24 * WINDOW.scale;
  const shadow = Buffer.from(
    `<svg width="${picture.width}" height="${picture.height}"><filter id="f"><feGaussianBlur stdDeviation="${9 * WINDOW.scale}"/></filter><rect x="${left}" y="${22 * WINDOW.scale}" width="${width}" height="${height}" rx="${radius}" fill="#000" opacity=".38" filter="url(#f)"/></svg>`,
  );
  return sharp(page)
    .composite([{ input: shadow }, { input: rounded, left, top: 16 * WINDOW.scale }])
    .png()
    .toBuffer();
}

/** Writes a picture as a PNG of few colours, as light as its limit asks, and at the stores' size beside their texts. */
async function keep(name: string, picture: Uint8Array): Promise<void> {
  const [page = '', ...rest] = name.replace('zh-CN', 'zh_CN').split('-');
  const [language = '', scheme = ''] = rest;
  // Stores take five at most: all pages in the light, the popup in the dark too.
  if (scheme === 'light' || page === 'popup')
    await sharp(picture)
      .resize({ ...SCREENSHOT, fit: 'cover', position: 'top' })
      .png({ palette: true, colours: 256, effort: 10, compressionLevel: 9, dither: 0.6 })
      .toFile(`${SCREENSHOTS}${language}-${page}-${scheme}.png`);
  for (const colours of [256, 128, 64]) {
    const png = await sharp(picture)
      .png({ palette: true, colours, effort: 10, compressionLevel: 9, dither: 0.6 })
      .toBuffer();
    if (png.length > PICTURE_MAX_BYTES && colours > 64) continue;
    await writeFile(`${IMAGES}${name}.png`, png);
    process.stdout.write(`docs/images/${name}.png ${Math.round(png.length / 1000)} kB\n`);
    if (png.length > PICTURE_MAX_BYTES)
      throw new Error(`${name}.png is heavier than ${PICTURE_MAX_BYTES} bytes.`);
    return;
  }
}
