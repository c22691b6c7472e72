import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import type { Omission } from '@stillpage/shared/schemas/artifact.ts';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { compareLooks, GOOD, IDENTICAL } from './compare-looks.ts';
import { type Look, look, openLive, VIEW } from './look.ts';
import type { StillServer } from './still-server.ts';

/** Between two looks at a page whose frames may not be drawn yet, in milliseconds. */
const LATE_FRAMES_MS = 400;
/** Longest for frames of other processes to be drawn, in milliseconds: a busy machine takes seconds. */
const FRAMES_TIMEOUT_MS = 10_000;

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
    const live = await lookWithFrames(page);
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
  const seen = await compareOpened(reader, address, live);
  requests.push(...stills.strangers());
  return { ...seen, requests };
}

/** Opens a saved page in `reader`, and compares it with what the live page showed. */
export async function compareOpened(
  reader: Page,
  address: string,
  live: Look,
): Promise<Pick<Comparison, 'differs' | 'textSame' | 'stillLook'>> {
  await reader.goto(address, { waitUntil: 'load' });
  let still = await look(reader);
  let { differs, textSame } = compareLooks(live, still);
  const until = performance.now() + FRAMES_TIMEOUT_MS;
  // Frames of another process are drawn a little later than the page says it is loaded.
  for (let more = differs > IDENTICAL; more; more = differs > GOOD && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LATE_FRAMES_MS));
    still = await look(reader);
    const later = compareLooks(live, still);
    differs = Math.min(differs, later.differs);
    textSame = later.textSame;
  }
  return { differs, textSame, stillLook: still };
}

/** A look at a page; one with frames is looked at until two looks are the same, since frames are drawn in their own time. */
async function lookWithFrames(page: Page): Promise<Look> {
  let last = await look(page);
  const until = performance.now() + FRAMES_TIMEOUT_MS;
  while (page.frames().length > 1 && performance.now() < until) {
    const again = await look(page);
    const same = compareLooks(last, again).differs === 0;
    last = again;
    if (same) break;
  }
  return last;
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
    const again = await lookWithFrames(page);
    await recorder.close();
    return compareLooks(first, again);
  } finally {
    await context.close();
  }
}
