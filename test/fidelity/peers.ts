import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { startSingleFile } from '../capture/bench/single-file.ts';
import { comparingChromium, LOOPBACK } from './browser.ts';
import { type Comparison, compareOpened } from './compare.ts';
import { type Look, openLive, VIEW } from './look.ts';
import { timely } from './timely.ts';

/** Longest for a peer to save one page, and to open what it saved, in milliseconds; Stillpage has as long for both. */
const SAVE_MS = 60_000;
const OPEN_MS = 30_000;

/** Another tool that saves pages, on the same browser. */
export type Peer = {
  readonly name: string;
  /** What its files end in. */
  readonly ending: string;
  /** Saves a page in its own way. */
  save(browser: Browser, url: string): Promise<Buffer>;
};

export type Peers = {
  readonly all: readonly Peer[];
  /** Of the files while they are compared. */
  readonly folder: string;
  close(): Promise<void>;
};

/** Starts the tools Stillpage is compared with; one that cannot be installed is left out with a line. */
export async function startPeers(): Promise<Peers> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-peers-'));
  const singleFile = await startSingleFile(comparingChromium(), folder, { view: VIEW, flags: [LOOPBACK] });
  const all: Peer[] = [MHTML];
  if (typeof singleFile === 'string') process.stderr.write(`${singleFile}: it is left out.\n`);
  else {
    all.unshift({
      name: `single-file-cli ${singleFile.version}`,
      ending: 'html',
      save: inTurn((_, url) => singleFile.save(url)),
    });
  }
  return {
    all,
    folder,
    close: async () => {
      if (typeof singleFile !== 'string') await singleFile.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Saves a page with a peer and compares the file, opened without script and network, with what the live page showed. */
export async function comparePeer(
  browser: Browser,
  peers: Peers,
  peer: Peer,
  url: string,
  live: Look,
): Promise<Pick<Comparison, 'differs' | 'textSame'>> {
  const path = join(peers.folder, `${randomUUID()}.${peer.ending}`);
  await writeFile(path, await peer.save(browser, url));
  const context = await browser.createBrowserContext();
  try {
    const reader = await context.newPage();
    await reader.setViewport(VIEW);
    await reader.setJavaScriptEnabled(false);
    await reader.setOfflineMode(true);
    const { differs, textSame } = await timely(
      compareOpened(reader, pathToFileURL(path).href, live),
      OPEN_MS,
    );
    return { differs, textSame };
  } finally {
    await Promise.all([context.close(), rm(path)]);
  }
}

/** Chromium's own format: the page as it is when its network has fallen quiet. */
const MHTML: Peer = {
  name: 'MHTML',
  ending: 'mhtml',
  save: async (browser, url) => {
    const context = await browser.createBrowserContext();
    try {
      const { page, recorder } = await openLive(context, url);
      const session = await page.createCDPSession();
      const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
      await recorder.close();
      return Buffer.from(data);
    } finally {
      await context.close();
    }
  },
};

/** One after the other: the tool is made for one page at a time. One that hangs loses its turn. */
function inTurn(save: Peer['save']): Peer['save'] {
  let last: Promise<unknown> = Promise.resolve();
  return (browser, url) => {
    const made = last.then(() => timely(save(browser, url), SAVE_MS));
    last = made.catch(() => {});
    return made;
  };
}
