// npm run bench:extension -- [--json] [--links 10000,100000] [--browser chromium|firefox]
// How quick the popup is over large libraries, and how long their first sync takes, in real browsers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { Page } from 'puppeteer-core';
import { startChromium } from '../extension/chromium.ts';
import { type DrivenBrowser, until } from '../extension/driven-browser.ts';
import { startFirefox } from '../extension/firefox.ts';
import { linksOf } from './extension-links.ts';
import { popupSizes } from './popup-sizes.ts';

/** Links in one page of the feed, as the server gives them. */
const FEED_PAGE = 500;
const OPENINGS = 9;
/** More would be most of what a first sync waits for. */
const OPENINGS_DURING = 3;
const SYNC_TIMEOUT_MS = 600_000;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    links: { type: 'string', default: '10000,100000' },
    browser: { type: 'string' },
  },
});

type Row = Readonly<Record<string, string | number | undefined>>;

const rows: Row[] = [];
for (const size of values.links.split(',').map(Number))
  for (const start of [startChromium, startFirefox]) {
    if (values.browser && !start.name.toLowerCase().endsWith(values.browser)) continue;
    rows.push(await measure(start, size));
    if (!values.json) console.table(rows.slice(-1));
  }
const sizes = popupSizes();
if (values.json) process.stdout.write(`${JSON.stringify({ popup: rows, scripts: sizes })}\n`);
else {
  console.table(rows);
  console.table(sizes);
}

async function measure(start: () => Promise<DrivenBrowser>, size: number): Promise<Row> {
  const links = await linksOf(size);
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    response.setHeader('content-type', 'application/json');
    const url = new URL(request.url ?? '/', 'http://x');
    if (url.pathname !== '/changes') return response.end('{"status":"ok","version":"0","tags":[]}');
    const from = Number(url.searchParams.get('since') ?? 0);
    const page = links.slice(from, from + FEED_PAGE);
    const next = from + page.length;
    return response.end(JSON.stringify({ links: page, next: String(next), more: next < size }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await start();
  try {
    const options = await browser.openExtensionPage('options/index.html');
    const started = performance.now();
    await options.evaluate(
      async (connection) => {
        await chrome.storage.local.set({ settings: { connection, defaultTags: [], visibility: 'link' } });
        void chrome.runtime.sendMessage('work');
      },
      { base, token: 'sp_00000000000000000000000000' },
    );
    await until('the sync to begin', async () => (await synced(options)).total > 0, SYNC_TIMEOUT_MS);
    const during: number[] = [];
    await until(
      'the first sync',
      async () => {
        // A worker that was ended goes on as an alarm would have it, only sooner.
        await options.evaluate(() => void chrome.runtime.sendMessage('work'));
        if (during.length < OPENINGS_DURING) {
          const popup = await browser.openExtensionPage('popup/index.html');
          during.push(await paintOf(popup));
          await popup.close();
        } else await new Promise((resolve) => setTimeout(resolve, 250));
        const now = await synced(options);
        return now.total === size && now.columns;
      },
      SYNC_TIMEOUT_MS,
    );
    const sync = (performance.now() - started) / 1000;
    await options.close();

    const painted: number[] = [];
    const filtered: number[] = [];
    const typed: number[] = [];
    const again: number[] = [];
    const heaps: (readonly [number, number])[] = [];
    for (let opening = 0; opening < OPENINGS; opening++) {
      const page = await browser.openExtensionPage('popup/index.html');
      painted.push(await paintOf(page));
      const before = await heapOf(browser, page);
      await page.focus('#search');
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      typed.push(await page.evaluate(keyStroke, '架构'));
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      again.push(await page.evaluate(keyStroke, 'garden'));
      const after = await heapOf(browser, page);
      if (before !== undefined && after !== undefined) heaps.push([before, after]);
      await page.evaluate(keyStroke, '');
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
      filtered.push(await page.evaluate(tagFilter));
      await page.close();
    }
    return {
      browser: browser.name,
      links: size,
      'first sync, s': round(sync),
      'painted during it, ms': round(median(during)),
      'first screen painted, ms': round(median(painted)),
      'tag filter, ms': round(median(filtered)),
      'first key stroke, ms': round(median(typed)),
      'next key stroke, ms': round(median(again)),
      'heap before search, MB':
        heaps.length > 0 ? round(median(heaps.map(([before]) => before)) / 1e6) : undefined,
      'heap after search, MB':
        heaps.length > 0 ? round(median(heaps.map(([, after]) => after)) / 1e6) : undefined,
    };
  } finally {
    await browser.close();
    server.close();
    server.closeAllConnections();
  }
}

/** What the replica holds by now. */
function synced(page: Page): Promise<{ total: number; columns: boolean }> {
  return page.evaluate(async () => {
    const empty = { total: 0, columns: false };
    // Whoever opens it first makes it: only the extension knows what belongs into it.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'stillpage')) return empty;
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('stillpage');
      opening.onsuccess = () => resolve(opening.result);
    });
    const read = (key: string) =>
      new Promise<unknown>((resolve) => {
        if (!database.objectStoreNames.contains('blob')) return resolve(undefined);
        const reading = database.transaction('blob').objectStore('blob').get(key);
        reading.onsuccess = () => resolve(reading.result);
      });
    const answer = {
      total: Number((await read('total')) ?? 0),
      columns: (await read('search')) !== undefined,
    };
    database.close();
    return answer;
  });
}

/** Milliseconds from the beginning of the popup's page to its first paint with links on it. */
async function paintOf(page: Page): Promise<number> {
  await page.waitForSelector('.links li');
  return until('the first paint', () =>
    page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime),
  );
}

/** JavaScript heap of the page, in bytes; Firefox tells no page of its own. */
async function heapOf(browser: DrivenBrowser, page: Page): Promise<number | undefined> {
  if (browser.name !== 'chromium') return undefined;
  const protocol = await page.createCDPSession();
  // All pages of an extension share one heap: what earlier openings left is cleared first.
  await protocol.send('HeapProfiler.collectGarbage');
  return (await page.metrics()).JSHeapUsedSize;
}

/**
 * In the popup: sets the search words as a key does; resolves with the time until the frame with the results has been
 * painted, the wait for that frame, up to 16.7 ms on a screen of 60 Hz, with it.
 */
async function keyStroke(words: string): Promise<number> {
  const field = document.querySelector<HTMLInputElement>('#search');
  const list = document.querySelector('#popup');
  if (!field || !list) throw new Error('no popup');
  const start = performance.now();
  const changed = new Promise((resolve) =>
    new MutationObserver(resolve).observe(list, { childList: true, subtree: true, characterData: true }),
  );
  field.value = words;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await changed;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}

/** In the popup: clicks the most used tag by script; resolves with the time until the rows in view are in the document. */
async function tagFilter(): Promise<number> {
  const start = performance.now();
  const changed = new Promise((resolve) =>
    new MutationObserver(resolve).observe(document.querySelector('#links') as Node, {
      childList: true,
      subtree: true,
      characterData: true,
    }),
  );
  document.querySelector<HTMLButtonElement>('.tag')?.click();
  await changed;
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
