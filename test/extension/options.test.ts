import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('the settings in %s', (_name, start) => {
  let backends: Backend[] = [];
  let browser: DrivenBrowser;

  beforeAll(async () => {
    [backends, browser] = await Promise.all([
      Promise.all([startBackend(), startBackend()]),
      start({ grant: ['bookmarks'] }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all(backends.map((backend) => backend.close()));
  });

  test('the server’s own page connects by one click', async () => {
    const [backend] = backends as [Backend];
    const page = await browser.openTab(`${backend.base}/`);
    await page.type('#token', backend.token);
    await page.keyboard.press('Enter');
    await until('the open library', () => page.evaluate(() => sessionStorage.getItem('stillpage-token')));
    const popup = await browser.clickToolbar(page);
    await popup.click('#connect-here');
    await until('the connection', () => popup.evaluate(() => document.querySelector('#save') !== null));
    await popup.close();
    await page.close();
  });

  test('a connection is tested in plain words, and several backends are kept apart', async () => {
    const [first, second] = backends as [Backend, Backend];
    await connectExtension(browser, connectStringOf(second));
    const options = await browser.openExtensionPage('options/index.html');
    const shown = (selector: string) =>
      options.evaluate((wanted) => document.querySelector(wanted)?.textContent ?? '', selector);
    await until('both', async () => (await shown('.other output')) === first.base);
    expect(await shown('#connected')).toContain(second.base);
    await options.click('#test');
    await until('the answer', async () => (await shown('#note')) === 'The connection works.');
    await options.click('.other button');
    await until('the switch', async () => (await shown('#connected')).includes(first.base));
    expect(await shown('.other output')).toBe(second.base);

    await first.stop();
    await options.click('#test');
    await until('what is wrong', async () => (await shown('#note')).includes('Nothing answers'));
    await first.start();
    await options.type('#connect-string', `${connectStringOf(first).slice(0, -4)}0000`);
    await options.click('#connect');
    await until('what is wrong', async () => (await shown('#note')).includes('does not know this token'));
    await options.close();
  });

  test('what is kept of every page besides is chosen box by box, and stays', async () => {
    const kept = (page: Awaited<ReturnType<typeof browser.openExtensionPage>>) =>
      page.evaluate(async () => {
        const { settings } = await chrome.storage.local.get<{ settings: { extras?: string[] } }>('settings');
        return settings.extras?.join();
      });
    const options = await browser.openExtensionPage('options/index.html');
    await options.click('#keep-pdf');
    await until('the PDF', async () => (await kept(options)) === 'pdf');
    await options.click('#keep-archive');
    await until('the archive', async () => (await kept(options)) === 'pdf,archive');
    await options.click('#keep-pdf');
    await until('the archive alone', async () => (await kept(options)) === 'archive');
    await options.close();
    const again = await browser.openExtensionPage('options/index.html');
    const boxes = () =>
      again.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('[id^=keep-]')].map((box) => box.checked),
      );
    await until('the boxes as they were', async () => (await boxes()).join() === 'false,true');
    await again.close();
  });

  test('the browser’s bookmarks come in with their folders as tags', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await options.evaluate(async () => {
      const bar = (await chrome.bookmarks.getTree())[0]?.children?.[0]?.id ?? '1';
      const folder = await chrome.bookmarks.create({ parentId: bar, title: 'Birds' });
      const inner = await chrome.bookmarks.create({ parentId: folder.id, title: '海鸟' });
      await chrome.bookmarks.create({ parentId: inner.id, title: 'Gulls', url: 'https://gulls.example/' });
      await chrome.bookmarks.create({ parentId: folder.id, title: 'Owls', url: 'https://owls.example/' });
      // The grant is there; the browser's own question cannot be answered by a test.
      chrome.permissions.request = (async () => true) as unknown as typeof chrome.permissions.request;
      chrome.permissions.remove = (async () => true) as unknown as typeof chrome.permissions.remove;
    });
    await options.click('#import');
    await until('the report', () =>
      options.evaluate(() => document.querySelector('#library-note')?.textContent?.includes('New: ')),
    );
    const links = await (backends[0] as Backend).links('?limit=200');
    expect(links.find(({ url }) => url === 'https://gulls.example/')).toMatchObject({
      title: 'Gulls',
      tags: ['Birds/海鸟'],
    });
    expect(links.find(({ url }) => url === 'https://owls.example/')?.tags).toEqual(['Birds']);
    await options.close();
  });

  test('everything kept here is written out, without any token', async () => {
    const popup = await browser.openExtensionPage('popup/index.html');
    await popup.waitForSelector('#links li');
    await popup.close();
    const options = await browser.openExtensionPage('options/index.html');
    const text = await options.evaluate(async () => {
      const made = new Promise<string>((resolve) => {
        const address = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
          void (blob as Blob).text().then(resolve);
          return address(blob);
        };
      });
      document.querySelector<HTMLButtonElement>('#export')?.click();
      return made;
    });
    expect(JSON.parse(text).links.map(({ url }: { url: string }) => url)).toContain('https://gulls.example/');
    for (const { token } of backends) expect(text).not.toContain(token);
    await options.close();
  });

  test('the language can be another than the browser’s', async () => {
    const options = await browser.openExtensionPage('options/index.html');
    await options.select('#language', 'zh_CN');
    await until('Chinese', () => options.evaluate(() => document.title === 'Stillpage 设置'));
    const popup = await browser.openExtensionPage('popup/index.html');
    await popup.waitForSelector('#search');
    expect(await popup.$eval('#search', (field) => (field as HTMLInputElement).placeholder)).toMatch(
      /\p{Script=Han}/u,
    );
    expect(await popup.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await until('the button in Chinese', () =>
      options.evaluate(async () => (await chrome.action.getTitle({})) === '保存此页快照'),
    );
    await popup.close();
    await options.close();
  });
});
