import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import type { BrowserContext, Page } from 'puppeteer-core';

/** Window of every comparison, in CSS pixels. */
export const VIEW = { width: 1000, height: 700 };
/** Longest wait for a fixture page to fall quiet, in milliseconds. */
const QUIET_TIMEOUT_MS = 8_000;

/** Longest full page compared, in CSS pixels: a picture taller than a texture cannot be taken. */
const FULL_MAX_HEIGHT = 10_000;

/** Opens a page in the window of every comparison and waits until its network is quiet. */
export async function openLive(context: BrowserContext, url: string) {
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  await page.setViewport(VIEW);
  const recorder = await createNetworkRecorder(page);
  await page.goto(url, { waitUntil: 'load', timeout: QUIET_TIMEOUT_MS }).catch(() => {});
  await quiet(recorder);
  return { page, recorder };
}

/** Pictures of the window and of the whole page, and the words. */
export type Look = { viewport: Buffer; full: Buffer; text: string };

/** What a page shows now. */
export async function look(page: Page): Promise<Look> {
  // Decoded pictures and settled fonts; the first screenshot may come before either.
  await page.screenshot({ optimizeForSpeed: true });
  await new Promise((resolve) => setTimeout(resolve, 60));
  const metrics = await (await page.createCDPSession()).send('Page.getLayoutMetrics');
  const { cssContentSize, cssLayoutViewport } = metrics;
  const height = Math.max(1, Math.min(Math.ceil(cssContentSize.height), FULL_MAX_HEIGHT));
  const clip = { x: 0, y: 0, width: Math.max(1, cssContentSize.width), height };
  // A picture beyond the window makes that 1 x 1 px for a moment, and a page may choose other pictures for that.
  const captureBeyondViewport =
    height > cssLayoutViewport.clientHeight || clip.width > cssLayoutViewport.clientWidth;
  const full = Buffer.from(
    await page.screenshot({ type: 'png', clip, captureBeyondViewport, optimizeForSpeed: true }),
  );
  // The window last: the larger one of the whole page makes some pages scroll their menus.
  const viewport = Buffer.from(await page.screenshot({ type: 'png', optimizeForSpeed: true }));
  const text = await page.evaluate(() => {
    const root = document.documentElement as HTMLElement | SVGElement | null;
    if (root instanceof HTMLElement) return root.innerText;
    if (root instanceof SVGElement) {
      const texts = [...root.querySelectorAll<SVGElement | HTMLElement>('text,foreignObject>*')];
      const shown = texts.filter((text) => getComputedStyle(text).visibility === 'visible');
      return shown.map((text) => (text instanceof HTMLElement ? text.innerText : text.textContent)).join(' ');
    }
    // Of other XML, what a reader could mark and copy.
    const marked = getSelection();
    if (root) marked?.selectAllChildren(root);
    const text = marked?.toString() ?? '';
    marked?.removeAllRanges();
    return text;
  });
  return { viewport, full, text };
}

/** Waits until nothing has been asked for a moment, or it takes too long. */
export async function quiet(recorder: {
  inFlight(): number;
  readonly lastActivityAt: number;
}): Promise<void> {
  const deadline = performance.now() + QUIET_TIMEOUT_MS;
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    if (recorder.inFlight() === 0 && performance.now() - recorder.lastActivityAt > 120) return;
  }
}
