import { killGroup } from '@stillpage/lambda/capture/browser/work-folder.ts';
import type { Browser } from 'puppeteer-core';

/** Longest that a browser may take to close by itself, in milliseconds: a quiet machine takes 0.3 s. */
const CLOSE_TIMEOUT_MS = 10_000;
/** Longest to wait for killed processes, in milliseconds. */
const KILL_TIMEOUT_MS = 5000;

/**
 * Closes a browser that a test launched. One that does not end by itself is killed with every process it started: any
 * of them that lingers holds the browser's pipes, and `close()` alone would wait for it for ever.
 */
export async function endBrowser(browser: Browser | undefined): Promise<void> {
  if (!browser) return;
  const closed = browser.close().catch(() => undefined);
  if (await within(closed, CLOSE_TIMEOUT_MS)) return;
  process.stderr.write(`A browser did not close in ${CLOSE_TIMEOUT_MS / 1000} s and was killed.\n`);
  killBrowser(browser);
  await within(closed, KILL_TIMEOUT_MS);
}

/** Kills every process of a browser at once, as a crash or a power cut would. */
export function killBrowser(browser: Browser): void {
  const leader = browser.process()?.pid;
  // Puppeteer makes each browser the leader of a process group of its own.
  if (leader !== undefined) killGroup(leader);
}

async function within(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const inTime = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
