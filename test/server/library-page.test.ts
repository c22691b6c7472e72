import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type ElementHandle, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../setup/browsers.mjs';
import { type FreshServer, startFreshServer } from './fresh-server.ts';
import { createSmallCapturer } from './small-capturer.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';

let server: FreshServer;
let browser: Browser;
beforeAll(async () => {
  const capturer = createSmallCapturer((url) => ({
    title: `${HOSTILE} ${url}`,
    text: `春天的雾从江面升起 ${HOSTILE}`,
  }));
  server = await startFreshServer({ capturer });
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
  const still = async () => await (await viewer?.$('iframe'))?.contentFrame();
  await expect
    .poll(async () => (await still())?.$eval('p', (paragraph) => paragraph.textContent).catch(() => ''))
    .toContain('春天的雾');
  expect(await viewer?.evaluate(() => document.cookie)).toBe('');
  await context.close();
});

async function openLibrary() {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(`${server.url}/#${server.token}`);
  await page.waitForSelector('.card');
  const press = async (within: string, text: string) => {
    const button = await page.waitForSelector(`${within} ::-p-text(${text})`);
    await button?.click();
  };
  return { page, problems, press, close: () => context.close() };
}
const api = async (path: string, method = 'GET', body?: unknown) =>
  await (
    await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${server.token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  ).json();

test('title, tags and note are edited; an edit that somebody else was quicker with is not lost', async () => {
  const { page, problems, press, close } = await openLibrary();
  const { linkId, id } = await api('/snapshots', 'POST', { url: 'https://example.org/edit', tags: ['old'] });
  await api(`/snapshots/${id}?wait=10`);
  await page.reload();
  const card = `[data-link="${linkId}"]`;
  await press(card, 'Edit');
  const fill = async (place: number, text: string) => {
    const field = (await page.$$('dialog input, dialog textarea'))[place];
    await field?.evaluate((element) => ((element as HTMLInputElement).value = ''));
    await field?.type(text);
  };
  await fill(0, '新标题 New title');
  await fill(1, 'old, 城市/老城');
  await fill(2, `A note ${HOSTILE}`);
  await press('dialog', 'Save');
  await page.waitForFunction(
    (at) => document.querySelector(`${at} .title`)?.textContent === '新标题 New title',
    {},
    card,
  );
  const link = await api(`/links/${linkId}`);
  expect(link).toMatchObject({
    title: '新标题 New title',
    tags: ['old', '城市/老城'],
    note: `A note ${HOSTILE}`,
  });

  await press(card, 'Edit');
  await fetch(`${server.url}/links/${linkId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${server.token}`, 'if-match': `"${link.rev}"` },
    body: JSON.stringify({ note: 'Somebody else was here.' }),
  });
  await press('dialog', 'Save');
  await page.waitForSelector('dialog .problem ::-p-text(changed elsewhere)');
  expect((await api(`/links/${linkId}`)).note).toBe('Somebody else was here.');
  expect(problems).toEqual([]);
  await close();
});

test('versions are listed, compared and deleted; links go to the trash and come back, one or many', async () => {
  const { page, problems, press, close } = await openLibrary();
  for (const path of ['bin-1', 'bin-2']) {
    const { id } = await api('/snapshots', 'POST', { url: `https://example.org/${path}`, tags: ['bin'] });
    await api(`/snapshots/${id}?wait=10`);
  }
  const { id, linkId } = await api('/snapshots', 'POST', { url: 'https://example.org/bin-1' });
  await api(`/snapshots/${id}?wait=10`);
  await page.reload();
  const card = `[data-link="${linkId}"]`;
  await press(card, 'Versions');
  await page.waitForFunction(() => document.querySelectorAll('.versions li').length === 2);
  expect(await page.$eval('.versions a[href*="/diff/"]', (a) => a.getAttribute('href'))).toContain(
    `/diff/${id}`,
  );
  await press('.versions li', 'Delete this version');
  await page.waitForFunction(() => document.querySelectorAll('.versions li').length === 1);
  await press('dialog', 'Close');

  await press(card, 'Delete');
  await press('#said', 'Undo');
  await page.waitForSelector(card);
  expect((await api(`/links/${linkId}`)).deletedAt).toBeUndefined();

  await press('#tags', 'bin');
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 2);
  for (const box of await page.$$('.card input[type=checkbox]')) await box.click();
  await page.type('#bulk input', 'one, 二');
  await press('#bulk', 'Add tag');
  await page.waitForFunction(() => document.querySelectorAll('.card .tag-name').length === 6);
  for (const box of await page.$$('.card input[type=checkbox]')) await box.click();
  await press('#bulk', 'Delete');
  await page.waitForSelector('#state ::-p-text(Nothing found.)');
  await press('#tags', 'Trash');
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 2);
  await press(card, 'Restore');
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
  page.on('dialog', (dialog) => void dialog.accept());
  await press('#library', 'Empty the trash');
  await page.waitForSelector('#state ::-p-text(The trash is empty.)');
  expect((await api('/links?trash=true')).links).toEqual([]);
  expect((await api('/links?tag=bin')).links).toHaveLength(1);
  expect(problems).toEqual([]);
  await close();
});

test('bookmarks come in from a file', async () => {
  const { page, problems, close } = await openLibrary();
  const file = join(server.folder, 'bookmarks.txt');
  await writeFile(file, 'https://example.org/imported 导入的网页\njavascript:alert(1)\n');
  const field = await page.$('#file');
  await (field as ElementHandle<HTMLInputElement>).uploadFile(file);
  await page.waitForSelector('#said ::-p-text(1 new)');
  await page.waitForSelector('.card ::-p-text(导入的网页)');
  expect(await page.$eval('#said', (said) => said.textContent)).toContain('1 left out');
  expect(problems).toEqual([]);
  await close();
});

test('while the index is made anew the page says how far the list has come, and then offers all of it', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  let isIndexing = true;
  await page.setRequestInterception(true);
  page.on('request', async (request) => {
    if (!new URL(request.url()).pathname.startsWith('/links')) return await request.continue();
    const answer = await fetch(request.url(), { headers: request.headers() });
    const { links } = await answer.json();
    const body = isIndexing ? { links: links.slice(0, 1), indexing: { done: 1, of: 12_345 } } : { links };
    await request.respond({ contentType: 'application/json', body: JSON.stringify(body) });
  });
  await page.goto(`${server.url}/#${server.token}`);
  await page.waitForSelector('.card');
  expect(await page.$eval('#indexing', (told) => told.textContent)).toMatch(/1 \/ 12\D?345/);
  isIndexing = false;
  const listAnew = await page.waitForSelector('#indexing button');
  const shown = (await titles(page)).length;
  expect(shown).toBe(1);
  await listAnew?.click();
  await page.waitForFunction(() => document.querySelectorAll('.card').length > 1);
  expect(await page.$eval('#indexing', (told) => (told as HTMLElement).hidden)).toBe(true);
  await context.close();
});
