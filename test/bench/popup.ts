// node test/bench/popup.ts [--json]: how quick the popup is over 10,000 and 100,000 links, in real Chromium.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { startChromium } from '../extension/chromium.ts';

const SIZES = [10_000, 100_000];
/** Links in one page of the feed. */
const FEED_PAGE = 500;
const OPENINGS = 9;
const WORDS = [
  'browser',
  'still',
  'lambda',
  'garden',
  'release',
  'notes',
  'search',
  'memory',
  'paper',
  'river',
];
const CHINESE = ['架构', '设计', '网页', '快照', '搜索', '阅读', '成本', '案例', '生活', '工具'];

type Row = {
  readonly links: number;
  readonly 'first sync, s': number;
  readonly 'first screen painted, ms': number;
  readonly 'tag filter, ms': number;
  readonly 'key stroke to results, ms': number;
  readonly 'heap before search, MB': number;
  readonly 'heap after search, MB': number;
};

const rows: Row[] = [];
for (const size of SIZES) rows.push(await measure(size));
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ popup: rows })}\n`);
else console.table(rows);

async function measure(size: number): Promise<Row> {
  const links = await Promise.all(Array.from({ length: size }, (_, index) => linkOf(index, size)));
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'authorization, content-type');
    response.setHeader('content-type', 'application/json');
    const url = new URL(request.url ?? '/', 'http://x');
    if (url.pathname === '/health') return response.end('{"status":"ok","version":"0"}');
    const from = Number(url.searchParams.get('since') ?? 0);
    const page = links.slice(from, from + FEED_PAGE);
    const next = from + page.length;
    return response.end(JSON.stringify({ links: page, next: String(next), more: next < size }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await startChromium();
  try {
    const options = await browser.openExtensionPage('options/index.html');
    const started = performance.now();
    await options.evaluate(
      async (connection) => {
        await chrome.storage.local.set({ settings: { connection } });
        await chrome.runtime.sendMessage('work').catch(() => {});
      },
      { base, token: 'sp_00000000000000000000000000' },
    );
    await options.waitForFunction(
      async (total) => {
        const database = await new Promise<IDBDatabase>((resolve) => {
          const opening = indexedDB.open('stillpage');
          opening.onsuccess = () => resolve(opening.result);
        });
        const read = (key: string) =>
          new Promise<{ total?: number } | undefined>((resolve) => {
            const reading = database.transaction('blob').objectStore('blob').get(key);
            reading.onsuccess = () => resolve(reading.result);
          });
        const done = (await read('first-screen'))?.total === total && (await read('columns')) !== undefined;
        database.close();
        return done;
      },
      { timeout: 600_000, polling: 500 },
      size,
    );
    const sync = (performance.now() - started) / 1000;

    const painted: number[] = [];
    const filtered: number[] = [];
    const typed: number[] = [];
    const heaps: [number, number][] = [];
    for (let opening = 0; opening < OPENINGS; opening++) {
      const page = await browser.openExtensionPage('popup/index.html');
      await page.waitForSelector('.links li');
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      painted.push(
        await page.evaluate(
          () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        ),
      );
      const protocol = await page.createCDPSession();
      const heap = async () => {
        // All pages of an extension share one heap: what earlier openings left is cleared first.
        await protocol.send('HeapProfiler.collectGarbage');
        return (await page.metrics()).JSHeapUsedSize ?? 0;
      };
      const before = await heap();
      await page.focus('#search');
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      typed.push(await page.evaluate(keyStroke, '架构'));
      heaps.push([before, await heap()]);
      await page.evaluate(keyStroke, '');
      filtered.push(
        await page.evaluate(async () => {
          const start = performance.now();
          document.querySelector<HTMLButtonElement>('.tag')?.click();
          await new Promise((resolve) =>
            new MutationObserver(resolve).observe(document.querySelector('#links') as Node, {
              childList: true,
              subtree: true,
              characterData: true,
            }),
          );
          return performance.now() - start;
        }),
      );
      await page.close();
    }
    return {
      links: size,
      'first sync, s': round(sync),
      'first screen painted, ms': round(median(painted)),
      'tag filter, ms': round(median(filtered)),
      'key stroke to results, ms': round(median(typed)),
      'heap before search, MB': round(median(heaps.map(([before]) => before)) / 1e6),
      'heap after search, MB': round(median(heaps.map(([, after]) => after)) / 1e6),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

/** In the popup: sets the search words as a key does; resolves with the time to the frame that shows the results. */
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

async function linkOf(index: number, size: number): Promise<LinkAnswer> {
  const words = index % 2 === 0 ? CHINESE : WORDS;
  const pick = (step: number) => words[(index * step + (index >> 3)) % words.length] ?? '';
  const url = `https://site${index % 977}.example/${index}/${encodeURIComponent(pick(3))}`;
  const at = new Date(Date.UTC(2026, 0, 1) - (size - index) * 60_000).toISOString();
  return {
    schema: 1,
    id: await linkIdOf(url),
    url,
    title: `${pick(1)} ${pick(7)} ${pick(3)} ${index}`,
    titleEdited: false,
    tags: [`t${index % 300}`, ...(index % 3 === 0 ? [`t${(index * 7) % 300}`] : [])],
    note: '',
    snapshotIds: [],
    createdAt: at,
    updatedAt: at,
    rev: 1,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
