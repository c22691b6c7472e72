import browser from '../browser.ts';

/** Browsers end a worker that asked them nothing for 30 s, whatever it waits for. */
const ASK_EVERY_MS = 15_000;

/** Keeps the worker alive while it does one long thing: a page being read, an upload on a slow line. */
export async function keptAwake<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void browser.runtime.getPlatformInfo(), ASK_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
