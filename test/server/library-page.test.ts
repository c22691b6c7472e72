import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@stillpage/lambda/entries/serve.ts';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../setup/browsers.mjs';
import { createSmallCapturer } from './small-capturer.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';

let folder = '';
let server: RunningServer;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-page-'));
  const capturer = createSmallCapturer((url) => ({
    title: `${HOSTILE} ${url}`,
    text: `春天的雾从江面升起 ${HOSTILE}`,
  }));
  const started = await startServer({ folder, port: 0, capturer });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
  for (const [path, tag] of [
    ['one', '城市'],
    ['two', HOSTILE],
  ]) {
    const headers = { authorization: `Bearer ${server.token}` };
    const body = JSON.stringify({
      url: `https://example.org/${path}`,
      tags: [tag],
      visibility: path === 'two' ? 'private' : 'link',
    });
    const { id } = await (await fetch(`${server.url}/snapshots`, { method: 'POST', headers, body })).json();
    await fetch(`${server.url}/snapshots/${id}?wait=10`, { headers });
  }
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw new Error('no Chromium found');
  browser = await launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
    ],
  });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const titles = (page: Page) => page.$$eval('.card .title', (all) => all.map((one) => one.textContent ?? ''));

test('the front page opens the library to the token alone, and shows what pages say as text', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(server.url);
  await page.type('#token', 'sp_wrong-wrong-wrong-wrong-wrong');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#problem')?.textContent !== '');
  expect(await titles(page)).toEqual([]);

  await page.goto(`${server.url}/#${server.token}`);
  await page.waitForSelector('.card');
  expect(page.url()).toBe(`${server.url}/`);
  expect(await titles(page)).toEqual([
    `${HOSTILE} https://example.org/two`,
    `${HOSTILE} https://example.org/one`,
  ]);

  await page.type('#q', '江面');
  await page.waitForSelector('mark');
  expect(await page.$eval('mark', (mark) => mark.textContent)).toBe('江面');
  await page.$$eval('.tag', (all) =>
    (all.find((tag) => tag.textContent?.startsWith('城市')) as HTMLElement).click(),
  );
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
  expect(await titles(page)).toEqual([`${HOSTILE} https://example.org/one`]);

  await page.reload();
  await page.waitForSelector('.card');
  expect(await page.$$eval('img[src="x"]', (all) => all.length)).toBe(0);
  expect(await page.title()).toBe('Stillpage');
  expect(problems).toEqual([]);
  await context.close();
});

test('a private snapshot is opened from the library by a signed address', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(`${server.url}/#${server.token}`);
  await page.waitForSelector('.card .title');
  const opened = context.waitForTarget((target) => target.url().includes('?view='));
  await page.click('.card .title');
  const viewer = await (await opened).page();
  await viewer?.waitForSelector('iframe');
  const frame = await (await viewer?.$('iframe'))?.contentFrame();
  expect(await frame?.$eval('p', (paragraph) => paragraph.textContent)).toContain('春天的雾');
  expect(await viewer?.evaluate(() => document.cookie)).toBe('');
  await context.close();
});
