import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import type { Browser, Page } from 'puppeteer-core';
import { captureOnce } from '../capture/capture-once.ts';
import { type Comparison, compareStill } from './compare.ts';
import { type Look, look, openLive, quiet, VIEW } from './look.ts';
import type { StillServer } from './still-server.ts';

/** Windowfuls scrolled through before the live page is looked at. */
const SCROLL_STEPS = 40;
/** At each of them, in milliseconds: reveals and lazy loaders have seen it. */
const SCROLL_STEP_MS = 60;
/** Longest wait for what moves on the live page to come to its end, in milliseconds. */
const MOTION_MS = 6000;
/** Between two pictures, in milliseconds. */
const MOTION_LOOK_MS = 700;

/** Captures a page with everything that belongs to it, settling included, and compares the still with what a reader of the live page sees. */
export async function compareCaptured(
  browser: Browser,
  capturer: Capturer,
  stills: StillServer,
  name: string,
  url: string,
): Promise<Comparison> {
  const live = await lookAsReader(browser, url);
  const captured = await captureOnce(capturer, url, { view: VIEW, wanted: ['still'] });
  if (captured.still === '') throw new Error(captured.error?.message ?? `${captured.status} without a still`);
  const context = await browser.createBrowserContext();
  try {
    return {
      name,
      ...(await compareStill(context, stills, captured.still, live)),
      bytes: captured.still.length,
      nodes: 0,
      freezeMs: captured.milliseconds,
      timings: captured.timings,
      omissions: captured.omissions,
      html: captured.still,
      look: live,
    };
  } finally {
    await context.close();
  }
}

/** The live page as somebody sees it who has read it to its end and gone back to its beginning. */
export async function lookAsReader(browser: Browser, url: string): Promise<Look> {
  const context = await browser.createBrowserContext();
  try {
    const { page, recorder } = await openLive(context, url);
    await readToTheEnd(page);
    await quiet(recorder);
    await motionEnded(page);
    const seen = await look(page);
    await recorder.close();
    return seen;
  } finally {
    await context.close();
  }
}

async function readToTheEnd(page: Page): Promise<void> {
  await page.evaluate(
    async (steps, milliseconds) => {
      const at = { left: scrollX, top: scrollY };
      const height = () => document.documentElement?.scrollHeight ?? 0;
      for (let step = 1; step <= steps && step * innerHeight < height(); step += 1) {
        scrollTo({ top: step * innerHeight, behavior: 'instant' });
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
      }
      scrollTo({ ...at, behavior: 'instant' });
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
    SCROLL_STEPS,
    SCROLL_STEP_MS,
  );
}

/** Waits until two pictures in a row are the same, or it will never come to rest. */
async function motionEnded(page: Page): Promise<void> {
  const until = performance.now() + MOTION_MS;
  let last: Uint8Array | undefined;
  while (performance.now() < until) {
    const now = await page.screenshot({ type: 'png', optimizeForSpeed: true, fullPage: true });
    if (last && Buffer.compare(last, now) === 0) return;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, MOTION_LOOK_MS));
  }
}
