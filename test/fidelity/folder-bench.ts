import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import type { Browser } from 'puppeteer-core';
import { LOOPBACK, launchForComparing } from './browser.ts';
import { type Comparison, compare, compareLive } from './compare.ts';
import { compareCaptured, lookAsReader } from './compare-captured.ts';
import { compareLooks, IDENTICAL } from './compare-looks.ts';
import { type Judged, type Row, type Summary, summarise } from './folder-report.ts';
import { pagesIn, sampleOf, startFolderSite } from './folder-site.ts';
import type { Look } from './look.ts';
import { comparePeer, type Peers, startPeers } from './peers.ts';
import { type StillServer, startStillServer } from './still-server.ts';
import { timely } from './timely.ts';

/** Pages at once: most of a comparison is waiting for quiet. */
const AT_ONCE = 3;
/** Longest for one page with everything, in milliseconds. */
const PAGE_MS = 60_000;

export type FolderRun = {
  readonly folder: string;
  /** Pages to take of all; all when absent. */
  readonly sample?: number;
  readonly seed: number;
  readonly only: readonly string[];
  readonly keep?: string;
  /** Whole captures instead of the freezer alone. */
  readonly captured: boolean;
  /** The same pages by the tools Stillpage is compared with; they save whole pages, and so does it then. */
  readonly peers: boolean;
};

/** What the pages of a run are compared with. */
type Bench = {
  readonly stills: StillServer;
  readonly capturer?: Capturer;
  readonly peers?: Peers;
  readonly keep?: string;
};

/** Takes the pages of any folder: every still against its live page, worst last, and the summary of the stable ones. */
export async function benchFolder(run: FolderRun): Promise<{ summary: Summary; rows: Row[] }> {
  const folder = resolve(run.folder);
  const all = await pagesIn(folder, run.only);
  const pages = run.sample === undefined ? all : sampleOf(all, run.sample, run.seed);
  const [site, stills] = await Promise.all([startFolderSite(folder), startStillServer()]);
  const bench: Bench = {
    stills,
    ...(run.captured || run.peers ? { capturer: await capturerFor(site.origin) } : {}),
    ...(run.peers ? { peers: await startPeers() } : {}),
    ...(run.keep === undefined ? {} : { keep: run.keep }),
  };
  let browser: Promise<Browser> = launchForComparing([LOOPBACK]);
  const rows: Row[] = [];
  const queue = [...pages];
  const work = async () => {
    for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
      const using = browser;
      const url = `${site.origin}/${page.split('/').map(encodeURIComponent).join('/')}`;
      const row = await comparePage(await using, bench, page, url).catch(
        (error: Error): Row => ({ name: page, ...failed(error), requests: 0, stable: true }),
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
  const close = [browser.then((each) => each.close()), bench.capturer?.close(), bench.peers?.close()];
  await Promise.all([...close, site.close(), stills.close()]);
  rows.sort((one, two) => one.differs - two.differs || Number(two.textSame) - Number(one.textSame));
  return { summary: summarise(run.folder, run.seed, rows), rows };
}

async function comparePage(browser: Browser, bench: Bench, name: string, url: string): Promise<Row> {
  const { stills, capturer, peers } = bench;
  const result = await timely(
    capturer ? compareCaptured(browser, capturer, stills, name, url) : compare(browser, stills, name, url),
    PAGE_MS,
  );
  const judged = peers && (await comparePeers(browser, peers, url, result.look));
  const same = isSame(result);
  const allSame = same && Object.values(judged ?? {}).every(isSame);
  const again = allSame ? undefined : await timely(lookAgain(browser, url, result.look, bench), PAGE_MS);
  if (bench.keep && !same) keepFiles(bench.keep, result);
  return {
    name,
    differs: result.differs,
    textSame: result.textSame || again?.textSame === false,
    requests: result.requests.length,
    stable: again === undefined || again.differs <= IDENTICAL,
    ...(judged ? { peers: judged } : {}),
  };
}

/** What every peer makes of a page; one that makes nothing of it differs in everything. */
async function comparePeers(
  browser: Browser,
  peers: Peers,
  url: string,
  look: Look,
): Promise<NonNullable<Row['peers']>> {
  const judged: Record<string, Judged & { error?: string }> = {};
  for (const peer of peers.all) {
    judged[peer.name] = await comparePeer(browser, peers, peer, url, look).catch(failed);
  }
  return judged;
}

function lookAgain(browser: Browser, url: string, first: Look, { capturer }: Bench): Promise<Judged> {
  if (!capturer) return compareLive(browser, url, first);
  return lookAsReader(browser, url).then((again) => compareLooks(first, again));
}

function isSame({ differs, textSame }: Judged): boolean {
  return differs <= IDENTICAL && textSame;
}

function failed(error: Error): Judged & { error: string } {
  return { differs: 1, textSame: false, error: error.message.split('\n')[0] ?? '' };
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

async function alive(browser: Browser): Promise<boolean> {
  if (!browser.connected) return false;
  const answer = browser.version().then(
    () => true,
    () => false,
  );
  return await Promise.race([answer, new Promise<false>((no) => setTimeout(no, 5000, false))]);
}
