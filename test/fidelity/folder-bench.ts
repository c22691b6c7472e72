import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import type { Browser } from 'puppeteer-core';
import { launchForComparing } from './browser.ts';
import { type Comparison, compare, compareLive, compareLooks, GOOD, IDENTICAL } from './compare.ts';
import { compareCaptured, lookAsReader } from './compare-captured.ts';
import { pagesIn, sampleOf, startFolderSite } from './folder-site.ts';
import { startStillServer } from './still-server.ts';

/** Pages at once: most of a comparison is waiting for quiet. */
const AT_ONCE = 3;
/** Longest for one page with everything, in milliseconds. */
const PAGE_MS = 60_000;
/** Nothing leaves the machine: a page's strangers are refused at once. */
const LOOPBACK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

export type FolderRun = {
  readonly folder: string;
  /** Pages to take of all; all when absent. */
  readonly sample?: number;
  readonly seed: number;
  readonly only: readonly string[];
  readonly keep?: string;
  readonly json: boolean;
  /** Whole captures instead of the freezer alone. */
  readonly captured: boolean;
};

type Row = {
  name: string;
  differs: number;
  textSame: boolean;
  requests: number;
  /** False when the live page differs from itself in a second look: it moves, and says nothing about the still. */
  stable: boolean;
  error?: string;
};

/** Takes the pages of any folder: every still against its live page, worst last, and the summary of the stable ones. */
export async function benchFolder(run: FolderRun): Promise<void> {
  const folder = resolve(run.folder);
  const all = await pagesIn(folder, run.only);
  const pages = run.sample === undefined ? all : sampleOf(all, run.sample, run.seed);
  const [site, stills] = await Promise.all([startFolderSite(folder), startStillServer()]);
  const capturer = run.captured ? await capturerFor(site.origin) : undefined;
  let browser: Promise<Browser> = launchForComparing([LOOPBACK]);
  const rows: Row[] = [];
  const queue = [...pages];
  const work = async () => {
    for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
      const using = browser;
      const url = `${site.origin}/${page.split('/').map(encodeURIComponent).join('/')}`;
      const row = await timely(comparePage(await using, stills, page, url, run.keep, capturer)).catch(
        (error: Error): Row => ({
          name: page,
          differs: 1,
          textSame: false,
          requests: 0,
          stable: true,
          error: error.message.split('\n')[0] ?? '',
        }),
      );
      rows.push(row);
      if (row.error && using === browser && !(await alive(await using))) {
        browser = launchForComparing([LOOPBACK]);
        await (await using).close().catch(() => {});
      }
      if (process.stderr.isTTY) process.stderr.write(`\r${rows.length} of ${pages.length} `);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await Promise.all([browser.then((each) => each.close()), capturer?.close(), site.close(), stills.close()]);

  rows.sort((one, two) => one.differs - two.differs || Number(two.textSame) - Number(one.textSame));
  const stable = rows.filter((row) => row.stable);
  const share = (fits: (row: Row) => boolean) => stable.filter(fits).length / Math.max(1, stable.length);
  const summary = {
    folder: run.folder,
    seed: run.seed,
    pages: rows.length,
    stable: stable.length,
    identical: share(({ differs }) => differs <= IDENTICAL),
    good: share(({ differs }) => differs <= GOOD),
    text: share(({ textSame }) => textSame),
    asking: stable.filter(({ requests }) => requests > 0).length,
    failed: rows.filter(({ error }) => error !== undefined).length,
  };
  if (run.json) {
    console.log(JSON.stringify({ summary, rows }, null, 2));
    return;
  }
  for (const row of rows) {
    if (row.differs <= IDENTICAL && row.textSame && row.requests === 0) continue;
    const notes = [
      row.stable ? '' : 'moves',
      row.textSame ? '' : 'TEXT',
      row.requests > 0 ? `ASKS ${row.requests}` : '',
      row.error ?? '',
    ];
    console.log(
      `${(row.differs * 100).toFixed(3).padStart(8)} %  ${row.name}  ${notes.filter(Boolean).join('  ')}`,
    );
  }
  console.log(JSON.stringify(summary));
}

async function comparePage(
  browser: Browser,
  stills: Awaited<ReturnType<typeof startStillServer>>,
  name: string,
  url: string,
  keep: string | undefined,
  capturer: Capturer | undefined,
): Promise<Row> {
  const result = capturer
    ? await compareCaptured(browser, capturer, stills, name, url)
    : await compare(browser, stills, name, url);
  const { differs, textSame, requests } = result;
  const same = differs <= IDENTICAL && textSame;
  const again = same
    ? undefined
    : capturer
      ? compareLooks(result.look, await lookAsReader(browser, url))
      : await compareLive(browser, url, result.look);
  if (keep && !same) keepFiles(keep, result);
  return {
    name,
    differs,
    textSame: textSame || again?.textSame === false,
    requests: requests.length,
    stable: same || (again !== undefined && again.differs <= IDENTICAL),
  };
}

function capturerFor(origin: string): Promise<Capturer> {
  const { port } = new URL(origin);
  return createCapturer({
    allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port: Number(port) }],
    concurrency: AT_ONCE,
  });
}

function keepFiles(folder: string, { name, html, look, stillLook }: Comparison): void {
  mkdirSync(folder, { recursive: true });
  const stem = `${folder}/${name.replaceAll('/', '_')}`;
  writeFileSync(`${stem}.html`, html);
  for (const [who, { full, viewport, text }] of Object.entries({ live: look, still: stillLook })) {
    writeFileSync(`${stem}-${who}.png`, full);
    writeFileSync(`${stem}-window-${who}.png`, viewport);
    writeFileSync(`${stem}-${who}.txt`, text);
  }
}

async function timely<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Error('it took too long')), PAGE_MS);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function alive(browser: Browser): Promise<boolean> {
  if (!browser.connected) return false;
  const answer = browser.version().then(
    () => true,
    () => false,
  );
  return await Promise.race([answer, new Promise<false>((no) => setTimeout(no, 5000, false))]);
}
