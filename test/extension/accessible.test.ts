import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { listedTitles, shownLink } from './popup-view.ts';
import { faultsOf } from './run-axe.ts';

/** A capture of a small page on a busy machine. */
const CAPTURE_TIMEOUT_MS = 90_000;

let backend: Backend;
let site: DemoSite;
beforeAll(async () => {
  [backend, site] = await Promise.all([startBackend(), startDemoSite()]);
  for (const [path, tags] of [
    ['/garden', ['gardens', 'reading/long']],
    ['/tea', ['茶', '旅行', 'reading']],
  ] as const)
    await fetch(`${backend.base}/snapshots`, {
      method: 'POST',
      headers: { authorization: `Bearer ${backend.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: site.origin + path, title: path, tags, visibility: 'link' }),
    });
});
afterAll(async () => {
  await Promise.all([backend?.close(), site?.close()]);
});

describe.each([
  { name: 'Chromium', language: 'en-US', dark: false, start: startChromium },
  { name: 'Chromium', language: 'en-US', dark: true, start: startChromium },
  { name: 'Chromium', language: 'zh-CN', dark: false, start: startChromium },
  { name: 'Chromium', language: 'zh-CN', dark: true, start: startChromium },
  { name: 'Firefox', language: 'en-US', dark: false, start: startFirefox },
  { name: 'Firefox', language: 'zh-CN', dark: true, start: startFirefox },
])('$name in $language, dark: $dark', ({ start, language, dark }) => {
  let browser: DrivenBrowser;
  const words = (en: string, chinese: string) => (language === 'zh-CN' ? chinese : en);
  beforeAll(async () => {
    browser = await start({ language, dark, grant: ['tabs'] });
  });
  afterAll(() => browser?.close());

  test('the settings, before and after connecting', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await options.waitForSelector('#connect');
    expect(await options.evaluate(() => document.querySelector('h1')?.textContent)).toBe(
      words('Stillpage settings', 'Stillpage 设置'),
    );
    expect(await options.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(dark);
    expect(await faultsOf(options)).toEqual([]);
    await options.type('#connect-string', 'nonsense');
    await options.click('#connect');
    await options.waitForSelector('#note.bad');
    expect(await faultsOf(options)).toEqual([]);
    await connectExtension(browser, connectStringOf(backend));
    await options.close();
    const connected = await browser.openExtensionPage('options/index.html');
    await connected.waitForSelector('#connected');
    expect(await faultsOf(connected)).toEqual([]);
    await connected.close();
  });

  test('the popup: page, tags, completion, list, a row being edited, a save', async () => {
    const tab = await browser.openTab(`${site.origin}/note/${browser.name}-${language}-${dark}`);
    const popup = await browser.clickToolbar(tab);
    await until('the list', async () => (await listedTitles(popup)).length >= 2);
    expect(language).toContain(await popup.evaluate(() => document.documentElement.lang));
    expect(await popup.evaluate(() => document.querySelector('#save')?.textContent)).toBe(
      words('Save', '保存'),
    );
    await popup.click('#tag-input');
    await popup.type('read');
    await until('offers', () => popup.evaluate(() => document.querySelector('#tag-offers') !== null));
    expect(await faultsOf(popup)).toEqual([]);
    await popup.press('Escape');
    await popup.click('.edit-link');
    await until('the fields', () => popup.evaluate(() => document.querySelector('#edit-title') !== null));
    await popup.click('[data-tag="reading"]');
    expect(await faultsOf(popup)).toEqual([]);
    await popup.click('#save');
    await shownLink(popup);
    expect(await faultsOf(popup)).toEqual([]);
    await popup.close();
    await tab.close();
  });

  test.each(['panel', 'tabs'])('the page %s', async (name) => {
    const tab = await browser.openTab(`${site.origin}/rain`);
    const page = await browser.openExtensionPage(`${name}/index.html`);
    await page.waitForSelector(name === 'panel' ? '#links li' : '#save-all');
    expect(await faultsOf(page)).toEqual([]);
    await page.close();
    await tab.close();
  });

  test('the server’s own pages', async () => {
    // The page of a still being captured asks again by itself, with scripts off too, which axe would rather not have.
    const done = await until(
      'a still',
      async () => (await backend.links()).find(({ snapshot }) => snapshot?.status === 'done'),
      CAPTURE_TIMEOUT_MS,
    );
    for (const address of [`${backend.base}/`, done.link ?? '']) {
      const page = await browser.openTab(address);
      expect(await faultsOf(page)).toEqual([]);
      await page.close();
    }
    const library = await browser.openTab(`${backend.base}/#${backend.token}`);
    await library.waitForSelector('#links li');
    expect(await faultsOf(library)).toEqual([]);
    await library.close();
  });
});
