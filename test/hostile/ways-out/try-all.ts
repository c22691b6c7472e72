import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { createCapturer } from '@stillpage/lambda/capture/capturer.ts';
import puppeteer from 'puppeteer-core';
import { captureOnce } from '../../capture/capture-once.ts';
import { WAYS_OUT } from './all.ts';
import { startCanaries } from './canaries.ts';
import { LOADED, startLeadingSite } from './leading-site.ts';
import type { Group } from './way-out.ts';

/** Longest for one capture and for one load, in milliseconds. */
const CAPTURE_TIMEOUT_MS = 20_000;
const LOAD_TIMEOUT_MS = 8000;
/** How long after a load a plain browser may still send something, in milliseconds: reports wait a second. */
const LATE_MS = 1500;
/** Addresses that somebody asks for need no more than a connection. */
const LATE_ADDRESS_MS = 50;

/** What became of one way out; `null` where it cannot be seen on this machine or was not tried. */
export type TriedWay = {
  readonly group: Group;
  readonly name: string;
  readonly stillpage: boolean | null;
  readonly plain: boolean | null;
  /** Answer to an address that was asked for itself. */
  readonly code?: string;
};

export type TriedWays = {
  readonly chromium: string;
  readonly ways: readonly TriedWay[];
  /** Paths of the pages that were captured with their words while they tried; of how many. */
  readonly loaded: readonly string[];
  readonly pages: number;
  /** How the last capture, of a good page, ended. */
  readonly goodPage: string;
};

export type TryOptions = {
  readonly workDir: string;
  readonly chromiumPath?: string;
  /** Whether to try them in a plain browser too. */
  readonly plain: boolean;
};

/** Tries every way out in a capture, and in a plain `goto` and `content()` of the same Chromium. */
export async function tryAllWays({ workDir, chromiumPath, plain }: TryOptions): Promise<TriedWays> {
  const canaries = await startCanaries(WAYS_OUT);
  const site = await startLeadingSite(WAYS_OUT, canaries);
  const pages = [...site.pages].map(([path, ways]) => ({ url: site.origin + path, ways }));
  const asked = WAYS_OUT.flatMap((way) => (way.address ? [way.address(canaries.portOf(way))] : []));
  const codes = new Map<string, string>();
  const loaded: string[] = [];
  let goodPage = '';
  const capturer = await createCapturer({
    workDir,
    ...(chromiumPath ? { chromiumPath } : {}),
    allowNetwork: [{ address: [127, 0, 0, 1], bits: 32, port: site.port }],
    resolver: async () => ['127.0.0.2'],
  });
  try {
    const capture = (url: string) =>
      captureOnce(capturer, url, { wanted: ['still'], timeoutMs: CAPTURE_TIMEOUT_MS });
    await inTurn(2, asked, async (url) => {
      codes.set(url, (await capture(url)).error?.code ?? 'captured');
    });
    await inTurn(2, pages, async ({ url }) => {
      if ((await capture(url)).still.includes(LOADED)) loaded.push(new URL(url).pathname);
    });
    goodPage = (await capture(`${site.origin}/good`)).status;
    const touchedByOurs = new Set(WAYS_OUT.filter((way) => canaries.isTouched(way)));
    canaries.forget();
    if (plain)
      await tryPlain([...asked.filter(isOfThisMachine), ...pages.map(({ url }) => url)], chromiumPath);
    return {
      chromium: capturer.chromiumVersion,
      loaded,
      pages: pages.length,
      goodPage,
      ways: WAYS_OUT.map((way) => {
        const code = way.address && codes.get(way.address(canaries.portOf(way)));
        return {
          group: way.group,
          name: way.name,
          stillpage: way.listens ? touchedByOurs.has(way) : null,
          plain: way.listens && plain ? canaries.isTouched(way) : null,
          ...(code === undefined ? {} : { code }),
        };
      }),
    };
  } finally {
    await capturer.close();
    site.close();
    canaries.close();
  }
}

/** Nothing is sent to the network that this machine is in. */
function isOfThisMachine(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  return /^(127\.|0\.0\.0\.0|\[::1?\]|\[::ffff:7f00:|(.*\.)?localhost\.?$|inside\.test\.?$)/.test(host);
}

async function tryPlain(urls: readonly string[], chromiumPath: string | undefined): Promise<void> {
  const { executable, libraries } = await findChromium(chromiumPath);
  const browser = await puppeteer.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--short-reporting-delay',
      '--host-resolver-rules=MAP inside.test 127.0.0.2, MAP inside.test. 127.0.0.2',
    ],
    ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } } : {}),
  });
  try {
    await inTurn(2, urls, async (url) => {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
      const came = await page.goto(url, { timeout: LOAD_TIMEOUT_MS }).catch(() => undefined);
      await page.content().catch(() => '');
      const isPage = came && /^http:\/\/127\.0\.0\.1:\d+\/(?!$)/.test(url);
      await new Promise((resolve) => setTimeout(resolve, isPage ? LATE_MS : LATE_ADDRESS_MS));
      await context.close().catch(() => {});
    });
  } finally {
    await browser.close();
  }
}

async function inTurn<T>(atOnce: number, list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = [...list];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one);
    }),
  );
}
