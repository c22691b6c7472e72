import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import type { StillServer } from './still-server.ts';

/** Differing pixels up to which a still counts as identical, and as good; parts of the whole. */
export const IDENTICAL = 0.001;
export const GOOD = 0.02;
/** Window of every comparison, in CSS pixels. */
export const VIEW = { width: 1000, height: 700 };
/** Longest wait for a fixture page to fall quiet, in milliseconds. */
const QUIET_TIMEOUT_MS = 8_000;

/** A second look at a still whose first one differed, after so many milliseconds. */
const LATE_FRAMES_MS = 400;

/** Longest full page compared, in CSS pixels: a picture taller than a texture cannot be taken. */
const FULL_MAX_HEIGHT = 10_000;

export type Comparison = {
  readonly name: string;
  /** The worse of viewport and full page, as a part of all pixels. */
  readonly differs: number;
  readonly textSame: boolean;
  /** What the still asked the network for; has to be nothing. */
  readonly requests: readonly string[];
  readonly bytes: number;
  readonly nodes: number;
  readonly freezeMs: number;
  readonly timings: Readonly<Record<string, number>>;
  readonly omissions: readonly Omission[];
  readonly html: string;
  /** What the still showed. */
  readonly stillLook: Look;
  /** What the live page showed. */
  readonly look: Look;
};

/** Shows a page, freezes it, opens the still with scripting and network off, and compares what is seen. */
export async function compare(
  browser: Browser,
  stills: StillServer,
  name: string,
  url: string,
): Promise<Comparison> {
  const context = await browser.createBrowserContext();
  try {
    const { page, recorder } = await openLive(context, url);
    const live = await look(page);
    const started = performance.now();
    const frozen = await freezePage(page, recorder.received, { sourceUrl: url, capturedAt: new Date() });
    const freezeMs = Math.round(performance.now() - started);
    await recorder.close();
    await page.close();

    const seen = await compareStill(context, stills, frozen.html, live);
    return {
      name,
      ...seen,
      bytes: frozen.html.length,
      nodes: frozen.nodes,
      freezeMs,
      timings: frozen.timings,
      omissions: frozen.omissions,
      html: frozen.html,
      look: live,
    };
  } finally {
    await context.close();
  }
}

/** Opens a still with scripting and network off, and compares it with what the live page showed. */
export async function compareStill(
  context: BrowserContext,
  stills: StillServer,
  html: string,
  live: Look,
): Promise<Pick<Comparison, 'differs' | 'textSame' | 'requests' | 'stillLook'>> {
  const reader = await context.newPage();
  await reader.setViewport(VIEW);
  await reader.setJavaScriptEnabled(false);
  const requests: string[] = [];
  const address = stills.put(html);
  reader.on('request', (request) => {
    const asked = request.url();
    if (asked !== address && !asked.startsWith('data:') && !asked.startsWith('about:')) requests.push(asked);
  });
  await reader.goto(address, { waitUntil: 'load' });
  let still = await look(reader);
  let { differs, textSame } = compareLooks(live, still);
  if (differs > IDENTICAL) {
    // Frames of another process are drawn a little later than the page says it is loaded.
    await new Promise((resolve) => setTimeout(resolve, LATE_FRAMES_MS));
    still = await look(reader);
    const later = compareLooks(live, still);
    differs = Math.min(differs, later.differs);
    textSame = later.textSame;
  }
  requests.push(...stills.strangers());
  return { differs, textSame, requests, stillLook: still };
}

/** Opens the live page once more: what it differs in from its first look is its own doing. */
export async function compareLive(
  browser: Browser,
  url: string,
  first: Look,
): Promise<{ differs: number; textSame: boolean }> {
  const context = await browser.createBrowserContext();
  try {
    const { page, recorder } = await openLive(context, url);
    const again = await look(page);
    await recorder.close();
    return compareLooks(first, again);
  } finally {
    await context.close();
  }
}

/** What two looks at a page differ in. */
export function compareLooks(one: Look, two: Look): { differs: number; textSame: boolean } {
  return {
    differs: Math.max(difference(one.viewport, two.viewport), difference(one.full, two.full)),
    textSame: words(one.text) === words(two.text),
  };
}

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
  const { cssContentSize } = await (await page.createCDPSession()).send('Page.getLayoutMetrics');
  const height = Math.max(1, Math.min(Math.ceil(cssContentSize.height), FULL_MAX_HEIGHT));
  const clip = { x: 0, y: 0, width: Math.max(1, cssContentSize.width), height };
  const full = Buffer.from(
    await page.screenshot({ type: 'png', clip, captureBeyondViewport: true, optimizeForSpeed: true }),
  );
  // The window last: the larger one of the whole page makes some pages scroll their menus.
  const viewport = Buffer.from(await page.screenshot({ type: 'png', optimizeForSpeed: true }));
  const text = await page.evaluate(() => {
    const root = document.documentElement as HTMLElement | SVGElement | null;
    if (root instanceof HTMLElement) return root.innerText;
    if (root instanceof SVGElement) {
      const shown = [...root.querySelectorAll('text')].filter(
        (text) => getComputedStyle(text).visibility === 'visible',
      );
      return shown.map((text) => text.textContent).join(' ');
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

/** The part of pixels that differ; pictures of different sizes differ at least by what one has more. */
export function difference(left: Buffer, right: Buffer): number {
  const one = PNG.sync.read(left);
  const two = PNG.sync.read(right);
  const width = Math.max(one.width, two.width);
  const height = Math.max(one.height, two.height);
  const wide = (png: PNG) => {
    if (png.width === width && png.height === height) return png.data;
    const all = new PNG({ width, height, fill: true });
    PNG.bitblt(png, all, 0, 0, png.width, png.height, 0, 0);
    return all.data;
  };
  return pixelmatch(wide(one), wide(two), undefined, width, height, { threshold: 0.1 }) / (width * height);
}

function words(text: string): string {
  // A NUL shows nothing and half a surrogate pair shows as the replacement character.
  return text.toWellFormed().replaceAll('\u0000', '').split(/\s+/).filter(Boolean).join(' ');
}
