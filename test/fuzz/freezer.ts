import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceivedBytes } from '@stillpage/lambda/capture/contract.ts';
import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import fc from 'fast-check';
import type { Browser } from 'puppeteer-core';
import { launchForComparing } from '../fidelity/browser.ts';
import { buildDom } from './build-dom.page.ts';
import { type HostileDom, hostileDom } from './dom-text.ts';
import type { FuzzArea } from './fuzz-area.ts';
import { dangersIn } from './still-dangers.ts';

const LOAD_TIMEOUT_MS = 5000;
/** A page that navigates itself may be gone when it is read: no still, no danger. */
const GONE = /context|detached|closed|navigat|answer|serialised|Session|Target|Cannot find/i;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const received: ReceivedBytes = {
  bodyOf: async (url) =>
    /png$/.test(url)
      ? { ok: true, bytes: PNG, type: 'image/png', status: 200 }
      : { ok: false, omission: 'not-loaded' },
};

/** Any document becomes a still in which another parser and a real browser, without its policy, find nothing alive. */
export const FREEZER: FuzzArea = {
  name: 'freezer',
  shortRuns: 12,
  async open() {
    let served = '';
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      if (url === '/page')
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(served);
      else {
        if (url !== '/favicon.ico') asked.push(url);
        response.writeHead(204).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`;
    const browser = await launchForComparing();
    const freezing = fc.asyncProperty(hostileDom, async (dom) => {
      served = `<!doctype html><meta charset=utf-8>${dom.markup}`;
      const html = await frozen(browser, address, dom);
      if (html === undefined) return;
      const dangers = dangersIn(html);
      if (dangers.length > 0) throw new Error(`${dangers.join('\n')}\nin ${html}`);
      served = html
        .replaceAll("default-src 'none'", "default-src * data: blob: 'unsafe-inline'")
        .replaceAll(/(style|img|font|media|frame)-src [^;"&]*; ?/g, '');
      asked.length = 0;
      const alive = [...(await watched(browser, address)), ...asked];
      if (alive.length > 0) throw new Error(`${alive.join('\n')}\nin ${html}`);
    });
    return {
      properties: { freezing } as never,
      async close() {
        await browser.close();
        server.closeAllConnections();
        server.close();
      },
    };
  },
};

async function frozen(browser: Browser, address: string, { steps }: HostileDom): Promise<string | undefined> {
  const page = await browser.newPage();
  try {
    page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
    await page.goto(address, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS });
    await page.evaluate(buildDom, steps);
    return (await freezePage(page, received, { sourceUrl: address, capturedAt: new Date(0) })).html;
  } catch (error) {
    const { message } = error as Error;
    if (!/sealed/.test(message) && GONE.test(message)) return undefined;
    throw error;
  } finally {
    await page.close().catch(() => undefined);
  }
}

/** What a still did when it was opened with script allowed. */
async function watched(browser: Browser, address: string): Promise<string[]> {
  const page = await browser.newPage();
  const found: string[] = [];
  try {
    page.on('console', (message) => {
      if (message.text() === 'ran') found.push('script ran');
    });
    page.on('request', (request) => {
      const url = request.url();
      if (url !== address && !/^(data|about):/.test(url) && !url.endsWith('/favicon.ico'))
        found.push(`asked for ${url}`);
    });
    await page
      .goto(address, { waitUntil: 'load', timeout: LOAD_TIMEOUT_MS })
      .catch((error: Error) => found.push(error.message));
    if ((await page.evaluate(() => document.scripts.length)) > 0) found.push('a script');
    if (page.url() !== address) found.push(`went to ${page.url()}`);
    return found;
  } finally {
    await page.close().catch(() => undefined);
  }
}
