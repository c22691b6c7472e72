import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { linksOf } from '../bench/extension-links.ts';
import { startChromium } from './chromium.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { replicaCount } from './replica-count.ts';

const LINKS = 30;
/** The feed's second page begins here; it is held until the test lets it go. */
const HALF = 15;

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('the first sync in %s', (_name, start) => {
  let server: Server;
  let browser: DrivenBrowser;
  let base: string;
  let asked: string[];
  let held: ServerResponse[];
  let holding: boolean;

  beforeEach(async () => {
    [asked, held, holding] = [[], [], true];
    const links = await linksOf(LINKS);
    server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', 'authorization, content-type');
      response.setHeader('content-type', 'application/json');
      const url = new URL(request.url ?? '/', 'http://x');
      if (request.method !== 'GET' || url.pathname !== '/changes') return response.end('{}');
      const from = Number(url.searchParams.get('since')?.split('.')[1] ?? 0);
      asked.push(String(from));
      if (from >= HALF && holding) return held.push(response);
      const next = Math.min(from + HALF, LINKS);
      return response.end(
        JSON.stringify({ links: links.slice(from, next), next: `x.${next}`, more: next < LINKS }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await start();
  });
  afterEach(async () => {
    await browser?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('begins when a backend is connected, told of it or not, and goes on after the worker was ended', async () => {
    const page = await browser.openExtensionPage('options/index.html');
    const alarm = () => page.evaluate(() => chrome.alarms.get('work'));
    expect(await page.evaluate(replicaCount)).toBe(0);
    // The settings alone: the message that a page sends along may find no worker.
    await page.evaluate(
      (connection) =>
        chrome.storage.local.set({ settings: { connection, defaultTags: [], visibility: 'link' } }),
      { base, token: 'sp_00000000000000000000000000' },
    );
    await until('the first page and the question for the second', () => asked.includes(String(HALF)));
    expect((await alarm())?.periodInMinutes).toBeLessThanOrEqual(1);

    await browser.killBackground();
    holding = false;
    for (const response of held) response.destroy();
    expect(await page.evaluate(replicaCount)).toBeLessThan(LINKS);
    expect((await alarm())?.periodInMinutes).toBeLessThanOrEqual(1);
    // The alarm that is set, only sooner.
    await page.evaluate(() => chrome.alarms.create('work', { when: Date.now() }));
    await until('all links', async () => (await page.evaluate(replicaCount)) === LINKS);
    await until('rest', async () => !(await alarm()));
  });
});
