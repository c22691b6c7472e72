import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { launchBrowser } from '@stillpage/lambda/capture/browser/launch.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import type { Page } from 'puppeteer-core';
import { captureOnce } from '../capture-once.ts';
import type { SingleFile } from './single-file.ts';

/** The loopback addresses that captures of the benchmark may reach. */
export const ALLOW_NETWORK = [{ address: [127, 0, 0, 0], bits: 8 }];
/** Longest a plain load waits for the network to be idle, in milliseconds: puppeteer's own default. */
const LOAD_MAX_MS = 30_000;

/** One run of one tool on one page. */
export type Run = {
  readonly ms: number;
  readonly file?: { readonly name: string; readonly bytes: Buffer };
  readonly freezeMs?: number;
  /** Sum of everything the run left, in bytes. */
  readonly bytes?: number;
};
export type Tool = { readonly name: string; run(url: string): Promise<Run> };

export function tools(
  chromium: FoundChromium,
  capturer: Capturer,
  workFolder: string,
  singleFile: SingleFile | undefined,
): Tool[] {
  const still =
    (wanted: boolean): Tool['run'] =>
    async (url) => {
      const captured = await captureOnce(capturer, url, {
        timeoutMs: 60_000,
        ...(wanted ? {} : { wanted: ['still'] }),
      });
      const file = captured.files.get('still');
      return {
        // The browser is up before the others are asked, so it is here too.
        ms: captured.milliseconds - (captured.timings.launching ?? 0),
        ...(file ? { file: { name: 'still.html', bytes: Buffer.from(file.bytes) } } : {}),
        freezeMs: captured.timings.freezing ?? 0,
        bytes: [...captured.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0),
      };
    };
  const inFreshBrowser = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    const launched = await launchBrowser({
      chromium,
      workFolder,
      sandbox: false,
      guard: { allowNetwork: ALLOW_NETWORK },
    });
    try {
      const page = (await launched.browser.pages())[0] ?? (await launched.browser.newPage());
      await page.setViewport({ width: 1280, height: 800 });
      return await work(page);
    } finally {
      await launched.end();
    }
  };
  const load = (page: Page, url: string) =>
    page.goto(url, { waitUntil: 'networkidle0', timeout: LOAD_MAX_MS }).catch(() => {});
  return [
    {
      name: 'plain load',
      run: (url) =>
        inFreshBrowser(async (page) => {
          const startedAt = performance.now();
          await load(page, url);
          return { ms: performance.now() - startedAt };
        }),
    },
    { name: 'Stillpage, still', run: still(false) },
    { name: 'Stillpage, all', run: still(true) },
    {
      name: 'MHTML',
      run: (url) =>
        inFreshBrowser(async (page) => {
          const session = await page.createCDPSession();
          const startedAt = performance.now();
          await load(page, url);
          const { data } = await session.send('Page.captureSnapshot', { format: 'mhtml' });
          const bytes = Buffer.from(data);
          return {
            ms: performance.now() - startedAt,
            file: { name: 'page.mhtml', bytes },
            bytes: bytes.length,
          };
        }),
    },
    ...(singleFile
      ? [
          {
            name: 'single-file-cli',
            run: async (url: string) => {
              const startedAt = performance.now();
              const bytes = await singleFile.save(url);
              const ms = performance.now() - startedAt;
              await rm(join(workFolder, 'never'), { force: true });
              return { ms, file: { name: 'single.html', bytes }, bytes: bytes.length };
            },
          },
        ]
      : []),
  ];
}
