import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachePath } from '@stillpage/lambda/setup/cache-folder.ts';
import puppeteer from 'puppeteer-core';

/** The version that is compared; AGPL, so it is installed beside the tree by whoever measures and never shipped. */
const VERSION = '2.0.83';
const INSTALL_TIMEOUT_MS = 120_000;

type Api = {
  initialize(options: object): Promise<{ capture(urls: readonly string[]): Promise<void> }>;
};

/** A running single-file-cli on a browser that is already up. */
export type SingleFile = {
  readonly version: string;
  /** Saves a page and answers with the file. Each address can be saved once. */
  save(url: string): Promise<Buffer>;
  close(): Promise<void>;
};

/** Another window than 1280 × 800, and further switches of the browser. */
type Choices = {
  readonly view?: { readonly width: number; readonly height: number };
  readonly flags?: readonly string[];
};

/** Installs single-file-cli into a cache folder when it is not there; a reason in words when that fails. */
export async function startSingleFile(
  executable: string,
  folder: string,
  { view = { width: 1280, height: 800 }, flags = [] }: Choices = {},
): Promise<SingleFile | string> {
  const home = cachePath(`single-file-${VERSION}`);
  const api = join(home, 'node_modules', 'single-file-cli', 'single-file-cli-api.js');
  if (!existsSync(api)) {
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), '{"private":true}');
    const npm = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--no-save', `single-file-cli@${VERSION}`],
      {
        cwd: home,
        timeout: INSTALL_TIMEOUT_MS,
        encoding: 'utf8',
      },
    );
    if (npm.status !== 0 || !existsSync(api)) return 'single-file-cli could not be installed';
  }
  const browser = await puppeteer.launch({
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--hide-scrollbars',
      '--font-render-hinting=none',
      '--remote-debugging-port=0',
      ...flags,
    ],
    userDataDir: join(folder, 'single-file-profile'),
    defaultViewport: null,
  });
  const server = `http://${new URL(browser.wsEndpoint()).host}`;
  const { initialize } = (await import(pathToFileURL(api).href)) as Api;
  let count = 0;
  return {
    version: VERSION,
    async save(url) {
      count += 1;
      const output = join(folder, `single-file-${count}.html`);
      const { capture } = await initialize({
        browserServer: server,
        browserWidth: view.width,
        browserHeight: view.height,
        output,
        filenameConflictAction: 'overwrite',
        // The command line's own defaults, which its programming interface does not know.
        browserHeadless: true,
        browserLoadMaxTime: 60_000,
        browserCaptureMaxTime: 60_000,
        browserWaitUntil: 'networkIdle',
        browserWaitUntilDelay: 1000,
        browserWaitUntilFallback: true,
      });
      await capture([url]);
      return await readFile(output);
    },
    close: () => browser.close(),
  };
}
