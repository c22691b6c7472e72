import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

/** A system Chromium for comparisons; `more` are switches beside the usual ones. */
export async function launchForComparing(more: readonly string[] = []): Promise<Browser> {
  const named = process.env.STILLPAGE_CHROMIUM;
  const executablePath = [
    named,
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/chromium-browser',
  ].find((path): path is string => path !== undefined && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install chromium or set STILLPAGE_CHROMIUM');
  return await launch({
    executablePath,
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
