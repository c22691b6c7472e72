import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

/** Nothing leaves the machine: a page's strangers are refused at once. */
export const LOOPBACK = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

/** The system Chromium for comparisons; throws when there is none. */
export function comparingChromium(): string {
  const named = process.env.STILLPAGE_CHROMIUM;
  const executablePath = [
    named,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium-browser',
  ].find((path): path is string => path !== undefined && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install chromium or set STILLPAGE_CHROMIUM');
  return executablePath;
}

/** Starts it; `more` are switches beside the usual ones. */
export async function launchForComparing(more: readonly string[] = []): Promise<Browser> {
  return await launch({
    executablePath: comparingChromium(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--site-per-process',
      '--hide-scrollbars',
      '--font-render-hinting=none',
      ...more,
    ],
  });
}
