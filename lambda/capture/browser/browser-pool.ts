import { type LaunchedBrowser, type LaunchOptions, launchBrowser } from './launch.ts';

/** How long a browser that was launched ahead may wait for work, in milliseconds. */
const SPARE_IDLE_MS = 10_000;

/** Launches browsers, one of them ahead while work is waiting, and ends all that it ever launched. */
export class BrowserPool {
  readonly #options: Promise<LaunchOptions>;
  readonly #running = new Set<LaunchedBrowser>();
  #spare: Promise<LaunchedBrowser> | undefined;
  #spareTimer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  /** The options may still be in the making; what they reject with, every `take` rejects with. */
  constructor(options: Promise<LaunchOptions>) {
    this.#options = options;
    options.catch(() => {});
  }

  /** A fresh browser: the one launched ahead if there is one. Throws when none starts. */
  async take(signal?: AbortSignal): Promise<LaunchedBrowser> {
    const spare = this.#spare;
    this.#dropSpare();
    if (spare) {
      const launched = await spare.catch(() => undefined);
      if (launched?.browser.connected) return launched;
      await launched?.end();
    }
    return this.#launch(signal);
  }

  /** Launches the next browser now, because somebody is about to need it. */
  prepare(): void {
    if (this.#closing.signal.aborted || this.#spare) return;
    const spare = this.#launch();
    this.#spare = spare;
    spare.catch(() => {});
    this.#spareTimer = setTimeout(() => {
      this.#dropSpare();
      void spare.then((launched) => launched.end()).catch(() => {});
    }, SPARE_IDLE_MS);
    this.#spareTimer.unref();
  }

  /** Ends every browser and wipes what they left. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The capturer is closed.'));
    const spare = this.#spare;
    this.#dropSpare();
    await spare?.then((launched) => launched.end()).catch(() => {});
    await Promise.all([...this.#running].map((launched) => launched.end()));
  }

  #dropSpare(): void {
    clearTimeout(this.#spareTimer);
    this.#spare = undefined;
    this.#spareTimer = undefined;
  }

  async #launch(signal?: AbortSignal): Promise<LaunchedBrowser> {
    const closing = this.#closing.signal;
    const ended = signal ? AbortSignal.any([closing, signal]) : closing;
    const options = { ...(await this.#options), signal: ended };
    // One retry: the first launch on a cold machine may die for want of a file that the second finds.
    const launched = await launchBrowser(options).catch((error) => {
      if (ended.aborted) throw error;
      return launchBrowser(options);
    });
    this.#running.add(launched);
    void launched.gone.then(() => this.#running.delete(launched));
    if (closing.aborted) {
      await launched.end();
      throw closing.reason;
    }
    return launched;
  }
}
