import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { listedTitles } from './popup-view.ts';

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('ways in, in %s', (_name, start) => {
  let backend: Backend;
  let site: DemoSite;
  let browser: DrivenBrowser;

  beforeAll(async () => {
    [backend, site, browser] = await Promise.all([
      startBackend(),
      startDemoSite(),
      start({ grant: ['tabs'] }),
    ]);
    await connectExtension(browser, connectStringOf(backend));
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([backend?.close(), site?.close()]);
  });

  const saved = (path: string) =>
    until(path, async () =>
      (await backend.links('?limit=200')).find(({ url }) => url === site.origin + path),
    );

  test('the right-click entry on a selection keeps it as the note', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    await tab.evaluate(() => getSelection()?.selectAllChildren(document.querySelector('blockquote') as Node));
    await browser.chooseMenu('selection', 'blockquote', tab);
    expect((await saved('/garden')).note).toBe('Plant for the year after next.');
    await tab.close();
  });

  test('the right-click entry on an image saves the image, with its page as the source', async () => {
    const tab = await browser.openTab(`${site.origin}/tea`);
    await browser.chooseMenu('image', 'img', tab);
    expect((await saved('/hills.svg')).note).toBe(`${site.origin}/tea`);
    expect((await backend.links()).map(({ url }) => url)).not.toContain(`${site.origin}/tea`);
    await tab.close();
  });

  test('the address bar searches and opens', async () => {
    const popup = await browser.clickToolbar(await browser.openTab(`${site.origin}/note/aside`));
    await until('the links in the replica', async () => (await listedTitles(popup)).length >= 2);
    await popup.close();
    expect(await browser.askOmnibox('quiet garden')).toEqual([`${site.origin}/garden`]);
    await browser.enterOmnibox('quiet garden');
    await until('the page', async () => {
      for (const page of await browser.pages()) if (page.url() === `${site.origin}/garden`) return true;
      return false;
    });
  });

  test('all tabs of the window are saved at once, with tags once for all', async () => {
    for (const path of ['/bread', '/doors', '/rain']) await browser.openTab(site.origin + path);
    const page = await browser.openExtensionPage('tabs/index.html');
    await page.waitForSelector('#save-all');
    await page.type('#tag-input', 'together,');
    // None, and all again.
    await page.click('.all input');
    await page.waitForSelector('#save-all:disabled');
    await page.click('.all input');
    await page.waitForSelector('#save-all:enabled');
    await page.click('#save-all');
    const progress = await until('all to be taken', () =>
      page.evaluate(() => {
        const text = document.querySelector('#sent')?.textContent ?? '';
        const counts = /(\d+) \/ (\d+)/.exec(text);
        return counts && counts[1] === counts[2] ? text : undefined;
      }),
    );
    expect(progress).toMatch(/^Taken by the backend: \d+ \/ \d+$/);
    for (const path of ['/bread', '/doors', '/rain']) expect((await saved(path)).tags).toContain('together');
    const addresses = (await backend.links('?tag=together')).map(({ url }) => url);
    expect(addresses.length).toBe(new Set(addresses).size);
    expect(addresses.filter((url) => !url.startsWith('http'))).toEqual([]);
    await page.close();
  });

  test('the panel beside the page shows the library', async () => {
    const panel = await browser.openExtensionPage('panel/index.html');
    await panel.waitForSelector('#links li');
    expect(await panel.$('#open-panel')).toBeNull();
    await panel.waitForSelector('[data-tag="together"]');
    await panel.close();
  });

  test('the panel opens beside the page by its button in the popup, pressed by a key', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    const peephole = await browser.openExtensionPage('options/index.html');
    const isOpen = () =>
      peephole.evaluate(() =>
        chrome.extension
          .getViews()
          .some(
            ({ location, document }) =>
              location.pathname.startsWith('/panel/') && document.querySelector('#search') !== null,
          ),
      );
    expect(await isOpen()).toBe(false);
    const popup = await browser.clickToolbar(tab);
    await popup.evaluate(() => document.querySelector<HTMLElement>('#open-panel')?.focus());
    // The popup closes with it.
    await popup.press('Enter').catch(() => {});
    await until('the panel', isOpen);
    await Promise.all([peephole.close(), tab.close()]);
  });

  test('the button is marked on saved pages for those who asked for it', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await options.evaluate(async () => {
      const { settings } = (await chrome.storage.local.get('settings')) as { settings: object };
      await chrome.storage.local.set({ settings: { ...settings, savedBadge: true } });
    });
    const tab = await browser.openTab(`${site.origin}/garden`);
    const other = await browser.openTab(`${site.origin}/note/never-saved`);
    const badgeOf = (url: string) =>
      options.evaluate(async (wanted) => {
        const found = (await chrome.tabs.query({})).filter((tab) => tab.url === wanted);
        return Promise.all(found.map(({ id }) => chrome.action.getBadgeText({ tabId: id as number })));
      }, url);
    await until('the mark', async () => (await badgeOf(`${site.origin}/garden`)).includes('●'));
    expect(await badgeOf(`${site.origin}/note/never-saved`)).not.toContain('●');
    for (const page of [tab, other, options]) await page.close();
  });
});
