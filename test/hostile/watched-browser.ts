import { type Browser, launch, type Page } from 'puppeteer-core';
import { findBrowser } from '../setup/browsers.mjs';
import { RAN } from './hostile-documents.ts';

/** Pages open at once. */
const TABS = 6;
/** How long a loaded page is watched, in ms: a refresh of 0 s and an animation of 1 ms are long over. */
const WATCH_MS = 250;
const LOAD_TIMEOUT_MS = 20_000;

export type Opened = { readonly address: string; readonly name: string };

/** A real browser that opens addresses and tells what each did that a still may not. */
export type WatchedBrowser = {
  readonly version: string;
  /** What happened, as `name: what`. */
  watch(opened: readonly Opened[]): Promise<string[]>;
  page(): Promise<Page>;
  close(): Promise<void>;
};

export async function startWatchedBrowser(name: 'chromium' | 'firefox'): Promise<WatchedBrowser> {
  const executablePath = findBrowser(name);
  if (!executablePath) throw new Error(`no ${name} found`);
  const browser: Browser = await launch({
    browser: name === 'firefox' ? 'firefox' : 'chrome',
    executablePath,
    args:
      name === 'firefox'
        ? []
        : ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ...(name === 'firefox'
      ? {
          extraPrefsFirefox: {
            'network.captive-portal-service.enabled': false,
            'network.connectivity-service.enabled': false,
            'browser.safebrowsing.malware.enabled': false,
            'browser.safebrowsing.phishing.enabled': false,
            'app.update.enabled': false,
            'datareporting.policy.dataSubmissionEnabled': false,
          },
        }
      : {}),
  });

  /** One tab that looks at one address after the other; tabs are opened one by one, since Firefox loses some otherwise. */
  async function openTab(): Promise<(opened: Opened) => Promise<string[]>> {
    const page = await browser.newPage();
    let found: string[] = [];
    let what = '';
    page.on('console', (message) => {
      // Not what the browser itself says about an address that it did not run.
      if (message.text() === String(RAN)) found.push(`${what}: script ran`);
    });
    page.on('dialog', (dialog) => {
      found.push(`${what}: dialog`);
      dialog.dismiss().catch(() => undefined);
    });
    page.on('popup', (popup) => {
      found.push(`${what}: window`);
      popup?.close().catch(() => undefined);
    });
    return async ({ address, name: now }) => {
      found = [];
      what = now;
      await page
        .goto(address, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS })
        .catch((error: Error) => found.push(`${what}: ${error.message}`));
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
      if (page.url() !== address) found.push(`${what}: went to ${page.url()}`);
      const seen = found;
      await page.goto('about:blank').catch(() => undefined);
      return seen;
    };
  }

  const tabs: ((opened: Opened) => Promise<string[]>)[] = [];
  return {
    version: await browser.version(),
    async watch(opened) {
      const found: string[] = [];
      const queue = [...opened];
      while (tabs.length < TABS) tabs.push(await openTab());
      await Promise.all(
        tabs.map(async (look) => {
          for (let next = queue.shift(); next; next = queue.shift()) found.push(...(await look(next)));
        }),
      );
      return [...new Set(found)];
    },
    page: () => browser.newPage(),
    close: () => browser.close(),
  };
}
