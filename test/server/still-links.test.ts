import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import type { Capturer } from '@stillpage/lambda/capture/contract.ts';
import puppeteer, { type Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endBrowser } from '../setup/end-browser.ts';
import { type FreshServer, startFreshServer } from './fresh-server.ts';

let browser: Browser;
let server: FreshServer;
const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
const site = createServer((request, response) => {
  asked.push({ url: request.url ?? '', headers: request.headers });
  response.setHeader('content-type', 'text/html');
  response.end('<title>The site</title><script>document.title = "opener: " + window.opener</script>');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  // As the freezer writes links, and as it never would.
  const still = `<!doctype html><title>Links</title>
<a id="away" href="${origin}/away" target="_blank" rel="noopener noreferrer">away</a>
<a id="here" href="${origin}/here">here</a><a id="top" href="${origin}/top" target="_top">top</a>
<a id="script" href="javascript:window.open('${origin}/script')">script</a>
<form action="${origin}/form" target="_blank"><button id="form">form</button></form>
<script>window.open('${origin}/by-itself')</script>`;
  const capturer: Capturer = {
    chromiumVersion: 'none',
    async capture({ url }, { put }) {
      await put({ name: 'still', type: 'text/html', bytes: Buffer.from(still) });
      return {
        status: 'done',
        page: { finalUrl: url, title: 'Links' },
        omissions: [],
        timings: {},
        versions: {},
      };
    },
    async close() {},
  };
  server = await startFreshServer({ capturer });
  const { executable, libraries } = await findChromium();
  browser = await puppeteer.launch({
    executablePath: executable,
    args: ['--no-sandbox'],
    ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } } : {}),
  });
});
afterAll(async () => {
  await endBrowser(browser);
  await server?.close();
  site.close();
  site.closeAllConnections();
});

test('a link that is clicked in a still opens elsewhere and learns nothing; nothing else leads anywhere', async () => {
  const headers = { authorization: `Bearer ${server.token}` };
  const body = JSON.stringify({ url: 'https://example.org/', visibility: 'private' });
  const { id } = await (await fetch(`${server.url}/snapshots`, { method: 'POST', headers, body })).json();
  await fetch(`${server.url}/snapshots/${id}?wait=20`, { headers });
  const view = await fetch(`${server.url}/snapshots/${id}/view-link`, { method: 'POST', headers });
  const page = await browser.newPage();
  await page.goto((await view.json()).link);
  const frame = await page.waitForFrame((one) => one.url().includes('/page'));

  for (const name of ['top', 'script', 'form']) await (await frame.$(`#${name}`))?.click();
  const opening = browser.waitForTarget((target) => target.url().includes('/away'));
  await (await frame.$('#away'))?.click();
  const opened = await (await opening).page();
  await opened?.waitForFunction(() => document.title.startsWith('opener'));

  // One without a window of its own is stopped by the frame's owner, which shows this origin alone.
  await (await frame.$('#here'))?.click();
  await frame.waitForNavigation({ timeout: 5000 }).catch(() => undefined);

  // Script of the still did not run, its forms and its own window went nowhere.
  const reached = asked.map(({ url }) => url).filter((url) => url !== '/favicon.ico');
  expect(reached).toEqual(['/away']);
  expect(await opened?.title()).toBe('opener: null');
  const away = asked.find(({ url }) => url === '/away')?.headers;
  expect(away).not.toHaveProperty('referer');
  expect(JSON.stringify(asked)).not.toContain('view=');
  expect(page.url()).toContain(`/s/${id}`);
});
