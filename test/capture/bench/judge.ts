import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { difference } from '../../fidelity/compare-looks.ts';

const VIEW = { width: 1280, height: 800 };
/** Tallest part of a page that is compared, in CSS pixels. */
const HEIGHT_MAX_PX = 10_000;
/** Longest for a page to load and draw before it is looked at, in milliseconds. */
const LOAD_MAX_MS = 8000;

/** What can be seen of a page. */
export type Sight = { readonly viewport: Buffer; readonly full: Buffer; readonly drawn: number };

/** The live page with everything in it loaded, as somebody sees it who scrolled to its end and back. */
export async function seeLive(browser: Browser, url: string): Promise<Sight> {
  const page = await browser.newPage();
  try {
    await page.setViewport(VIEW);
    await page.goto(url, { waitUntil: 'networkidle2', timeout: LOAD_MAX_MS }).catch(() => {});
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewport({ ...VIEW, height: Math.min(height, 30_000) });
    await page.waitForNetworkIdle({ concurrency: 2, idleTime: 700, timeout: LOAD_MAX_MS }).catch(() => {});
    await page.setViewport(VIEW);
    return await see(page);
  } finally {
    await page.close();
  }
}

/** A saved file, opened with script off and without a network. */
export async function seeSaved(
  browser: Browser,
  folder: string,
  file: { readonly name: string; readonly bytes: Buffer },
): Promise<Sight> {
  const path = join(folder, file.name);
  await writeFile(path, file.bytes);
  const page = await browser.newPage();
  try {
    await page.setViewport(VIEW);
    await page.setJavaScriptEnabled(false);
    await page.setOfflineMode(true);
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load', timeout: 30_000 }).catch(() => {});
    return await see(page);
  } finally {
    await page.close();
  }
}

/** The worse of window and whole page, as a part of all pixels. */
export function differs(live: Sight, saved: Sight): number {
  return Math.max(difference(live.viewport, saved.viewport), difference(live.full, saved.full));
}

async function see(page: Page): Promise<Sight> {
  await page.screenshot({ optimizeForSpeed: true });
  const viewport = Buffer.from(await page.screenshot({ type: 'png', optimizeForSpeed: true }));
  const session = await page.createCDPSession();
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const height = Math.max(1, Math.min(Math.ceil(cssContentSize.height), HEIGHT_MAX_PX));
  const clip = { x: 0, y: 0, width: VIEW.width, height };
  const full = Buffer.from(
    await page.screenshot({ type: 'png', clip, captureBeyondViewport: true, optimizeForSpeed: true }),
  );
  const drawn = await page.evaluate(
    () =>
      [...document.images].filter(
        (image) =>
          (image.complete && image.naturalWidth > 1) ||
          getComputedStyle(image).content.includes('url(') ||
          getComputedStyle(image).backgroundImage.includes('url('),
      ).length,
  );
  return { viewport, full, drawn };
}
