import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endBrowser } from '../setup/end-browser.ts';
import { type FreshServer, startFreshServer } from './fresh-server.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

let browser: Browser;
let server: FreshServer;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  server = await startFreshServer();
  const { executable, libraries } = await findChromium();
  browser = await puppeteer.launch({
    executablePath: executable,
    args: ['--no-sandbox'],
    ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } } : {}),
  });
  page = await browser.newPage();
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'confirm') complaints.push(dialog.message());
    void dialog.accept();
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
});
afterAll(async () => {
  await endBrowser(browser);
  await server?.close();
});

const names = () => page.$$eval('#list strong', (list) => list.map((one) => one.textContent).sort());
const buttonOf = (name: string, index: number) =>
  page.evaluate(
    (wanted, at) => {
      const row = [...document.querySelectorAll('#list li')].find(
        (one) => one.querySelector('strong')?.textContent === wanted,
      );
      row?.querySelectorAll('button')[at]?.click();
    },
    name,
    index,
  );
const statusOf = async (token: string) =>
  (await fetch(`${server.url}/links`, { headers: { authorization: `Bearer ${token}` } })).status;
const shownToken = () =>
  page.$eval('#fresh', (field) => (field as HTMLInputElement).value.split('#')[1] ?? '');

test('tokens are made, replaced and revoked with the mouse, their names are text', async () => {
  await page.goto(`${server.url}/access`);
  await page.type('#token', 'sp_wrong');
  await page.click('#enter button');
  await page.waitForFunction(() => document.getElementById('problem')?.textContent !== '');
  await page.$eval('#token', (field) => ((field as HTMLInputElement).value = ''));
  await page.type('#token', server.token);
  await page.click('#enter button');
  await page.waitForSelector('#tokens:not([hidden])');

  await page.type('#name', HOSTILE);
  await page.click('#new button');
  await expect.poll(names).toEqual([HOSTILE, 'this machine']);
  await expect.poll(shownToken).not.toBe('');
  const first = await shownToken();
  expect(await statusOf(first)).toBe(200);

  await buttonOf(HOSTILE, 0);
  await expect.poll(shownToken).not.toBe(first);
  const second = await shownToken();
  expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);

  await buttonOf(HOSTILE, 1);
  await expect.poll(names).toEqual(['this machine']);
  expect(await statusOf(second)).toBe(401);
  expect(complaints).toEqual([]);
  expect(await page.cookies()).toEqual([]);
});
