import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { shownLink } from './popup-view.ts';

const CAPTURE_TIMEOUT_MS = 90_000;
/** Titles and tags that have burst lists before: markup, turned writing, no place to break, none at all. */
const HARD = [
  {
    title: '<b>bold</b><script>document.title = "run"</script>',
    tags: ['阅读', 'reading/long', 'w'.repeat(100)],
  },
  { title: '\u202Etxt.exe \u2067 turned', tags: ['<img src=x onerror=alert(1)>'] },
  { title: 'x'.repeat(900), tags: Array.from({ length: 90 }, (_, index) => `tag ${index}`) },
  { title: 'مرحبا بالعالم في صفحة طويلة العنوان', tags: ['旅行'] },
];

const host = 'a-very-long-name-of-a-host-that-does-not-end-soon.example';

let backend: Backend;
let browser: DrivenBrowser;
let site: Server;
let origin: string;
/** The site hangs up on everybody. */
let down = false;

beforeAll(async () => {
  site = createServer((_request, response) => {
    if (down) response.destroy();
    else response.setHeader('content-type', 'text/html').end('<title>Weather</title><h1>Weather</h1>');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  [backend, browser] = await Promise.all([startBackend(), startChromium({ language: 'zh-CN' })]);
  const lines = HARD.map((link, index) => JSON.stringify({ url: `https://${host}/${index}`, ...link }));
  const answer = await fetch(`${backend.base}/import?format=json`, {
    method: 'POST',
    headers: { authorization: `Bearer ${backend.token}` },
    body: lines.join('\n'),
  });
  expect(await answer.text()).toContain('report');
  await connectExtension(browser, connectStringOf(backend));
});
afterAll(async () => {
  await browser?.close();
  await backend?.close();
  site?.closeAllConnections();
  await new Promise((resolve) => site?.close(resolve));
});

test.each([
  ['popup', 'at 200 %', 400, 300, 'ltr'],
  ['popup', 'from right to left', 400, 600, 'rtl'],
  ['popup', 'on a narrow screen', 320, 600, 'ltr'],
  ['panel', 'narrow, from right to left', 320, 600, 'rtl'],
] as const)('nothing of the %s is cut %s', async (name, _when, width, height, direction) => {
  const page = await browser.openExtensionPage(`${name}/index.html`);
  await page.setViewport({ width, height, deviceScaleFactor: 2 });
  await until('the list', () =>
    page.evaluate((count) => document.querySelectorAll('.day').length >= count, HARD.length),
  );
  await page.evaluate((dir) => {
    document.documentElement.dir = dir;
  }, direction);
  const seen = () =>
    page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      outside: [...document.querySelectorAll('button, input, .day, .host, .open, .tag')]
        .map((element) => [element.className || element.id, element.getBoundingClientRect()] as const)
        .filter(([, { left, right, width: wide }]) => wide > 0 && (left < -1 || right > innerWidth + 1))
        .map(([what]) => what),
      cutDays: [...document.querySelectorAll('.day')].filter((day) => {
        const { left, right } = day.getBoundingClientRect();
        const row = (day.closest('.words') as Element).getBoundingClientRect();
        return day.scrollWidth > day.clientWidth + 1 || left < row.left - 1 || right > row.right + 1;
      }).length,
      // The way to more tags is not below the lines that are open.
      moreIsSeen:
        (document.querySelector('.more')?.getBoundingClientRect().bottom ?? 0) <
        (document.querySelector('.tags')?.getBoundingClientRect().bottom ?? 0) + 1,
      markup: document.querySelectorAll('#links b, #links script, .tags img').length,
    }));
  // The first sync may still change what there is to draw.
  await expect
    .poll(seen, { timeout: 15_000 })
    .toEqual({ overflow: 0, outside: [], cutDays: 0, moreIsSeen: true, markup: 0 });
  await page.close();
});

/** The popup's page in a tab, over a page of that address; `before` runs before its own scripts. */
async function popupOver(url: string, before: () => void = () => {}) {
  const page = await browser.openExtensionPage('options/index.html');
  await page.evaluateOnNewDocument((address) => {
    // Its own tab would be in front.
    chrome.tabs.query = (async () => [{ id: -1, windowId: 1, url: address, title: 'Here' }]) as never;
  }, url);
  await page.evaluateOnNewDocument(before);
  await page.setViewport({ width: 400, height: 600 });
  await page.goto(page.url().replace('options/', 'popup/'));
  return page;
}

test('over a page saved before, in the longer language, every button is inside its card', async () => {
  const speak = (language: 'en' | undefined) =>
    browser.openExtensionPage('options/index.html').then(async (page) => {
      await page.evaluate(async (chosen) => {
        const { settings } = await chrome.storage.local.get('settings');
        await chrome.storage.local.set({ settings: { ...(settings as object), language: chosen } });
      }, language);
      await page.close();
    });
  await speak('en');
  const page = await popupOver(`https://${host}/1`);
  await until('the known page', () =>
    page.evaluate(() => document.querySelector('#save')?.textContent === 'Save a new version'),
  );
  const outside = await page.evaluate(() => {
    const card = (document.querySelector('.page-card') as Element).getBoundingClientRect();
    return [...document.querySelectorAll('.page-card button, .page-card .hint')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < card.left || right > card.right;
      })
      .map(({ textContent }) => textContent);
  });
  expect(outside).toEqual([]);
  await page.close();
  await speak(undefined);
});

test('where the browser opens no database the popup says so, and saves', async () => {
  const page = await popupOver(`${origin}/without-a-list`, () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('No storage for you.', 'InvalidStateError');
    };
  });
  await until('the word for it', () =>
    page.evaluate(() => document.querySelector('.missing')?.textContent?.includes('暂时无法')),
  );
  await page.type('#tag-input', '旅行,');
  await (await page.waitForSelector('#save'))?.click();
  await until('the link', () => page.evaluate(() => document.querySelector('#link')?.textContent));
  const link = await until('the save', async () =>
    (await backend.links()).find(({ url }) => url === `${origin}/without-a-list`),
  );
  expect(link.tags).toEqual(['旅行']);
  await page.close();
});

test('a capture that failed is tried again by one click', async () => {
  const tab = await browser.openTab(`${origin}/weather`);
  down = true;
  const popup = await browser.clickToolbar(tab);
  await popup.click('#save');
  await shownLink(popup);
  await until(
    'the way to try again',
    () => popup.evaluate(() => document.querySelector('.try-again')?.textContent === '重试'),
    CAPTURE_TIMEOUT_MS,
  );
  down = false;
  await popup.click('.try-again');
  await until(
    'the capture',
    async () =>
      (await backend.links()).find(({ url }) => url === `${origin}/weather`)?.snapshot?.status === 'done',
    CAPTURE_TIMEOUT_MS,
  );
  await until('the popup to say so', () =>
    popup.evaluate(
      () => !document.querySelector('.try-again') && document.querySelector('.dot.done') !== null,
    ),
  );
  await popup.close();
  await tab.close();
});
