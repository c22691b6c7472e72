import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, type Popup, until } from './driven-browser.ts';
import { listedTitles } from './popup-view.ts';
import { replicaCount } from './replica-count.ts';

/** Enough that a first sync is still at it when the person turns to the other backend. */
const MANY = 4_000;

let home: Backend;
let office: Backend;
let site: DemoSite;
let browser: DrivenBrowser;

beforeAll(async () => {
  [home, office, site, browser] = await Promise.all([
    startBackend(),
    startBackend(),
    startDemoSite(),
    startChromium(),
  ]);
  // The same address on both: two links of one id.
  for (const backend of [home, office])
    await bring(backend, [
      { url: `${site.origin}/note/shared`, title: 'Shared', tags: ['both'] },
      { url: `${site.origin}/note/passing`, title: 'Passing', tags: ['both'] },
    ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([home?.close(), office?.close(), site?.close()]);
});

async function bring(backend: Backend, links: readonly object[]): Promise<void> {
  const answer = await fetch(`${backend.base}/import?format=json`, {
    method: 'POST',
    headers: { authorization: `Bearer ${backend.token}` },
    body: links.map((link) => JSON.stringify(link)).join('\n'),
  });
  expect(await answer.text()).toContain('report');
}

async function opened(): Promise<Popup> {
  const popup = await browser.clickToolbar(await browser.openTab(`${site.origin}/garden`));
  await until('the list', async () => (await listedTitles(popup)).length > 0);
  return popup;
}

const rowOf = (popup: Popup, title: string) =>
  until(title, () =>
    popup.evaluate((wanted) => {
      const rows = [...document.querySelectorAll('#links li')];
      const at = rows.findIndex((row) => row.querySelector('.name')?.textContent === wanted);
      return at < 0 ? undefined : `#links li:nth-child(${at + 1})`;
    }, title),
  );

const work = (popup: Popup) => popup.evaluate(() => chrome.runtime.sendMessage('work'));

test('what was changed on one backend’s links waits for it and never reaches the other’s', async () => {
  await connectExtension(browser, connectStringOf(home));
  const away = await opened();
  await home.stop();
  await away.click(`${await rowOf(away, 'Shared')} .edit-link`);
  await away.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('#edit-title');
    if (!field) throw new Error('no field');
    field.value = 'Shared at home';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await away.click('#edit-save');
  await rowOf(away, 'Shared at home');
  await away.click(`${await rowOf(away, 'Passing')} .delete-link`);
  await until('the row to go', async () => !(await listedTitles(away)).includes('Passing'));
  await away.close();

  await connectExtension(browser, connectStringOf(office));
  const popup = await opened();
  await rowOf(popup, 'Shared');
  await rowOf(popup, 'Passing');
  await work(popup);
  await popup.close();
  const titles = async (backend: Backend) => (await backend.links()).map(({ title }) => title).sort();
  expect(await titles(office)).toEqual(['Passing', 'Shared']);

  await home.start();
  await connectExtension(browser, connectStringOf(home));
  const back = await opened();
  await back.evaluate(async () => {
    // What waits after a failed attempt is due at once.
    for (const [key, value] of Object.entries(await chrome.storage.local.get(null)))
      if (key.startsWith('edit:'))
        await chrome.storage.local.set({ [key]: { ...(value as object), nextAt: 0 } });
  });
  await work(back);
  await until('the changes at home', async () => JSON.stringify(await titles(home)) === '["Shared at home"]');
  expect(await titles(office)).toEqual(['Passing', 'Shared']);
  await back.close();
});

test('a first sync that is still running leaves nothing in the other backend’s list', async () => {
  await bring(
    home,
    Array.from({ length: MANY }, (_, index) => ({
      url: `https://many.example/${index}`,
      title: `Many ${index}`,
    })),
  );
  await connectExtension(browser, connectStringOf(office));
  await connectExtension(browser, connectStringOf(home));
  const page = await browser.openExtensionPage('options/index.html');
  const count = () => page.evaluate(replicaCount);
  await connectExtension(browser, connectStringOf(office));
  await page.evaluate(() => chrome.runtime.sendMessage('work'));
  await until('the office’s links alone', async () => (await count()) === 2);
  // Ends once the round after this call has ended: nothing of the other is still on its way.
  await page.evaluate(() => chrome.runtime.sendMessage('work'));
  expect(await count()).toBe(2);

  await connectExtension(browser, connectStringOf(home));
  await until('all at home', async () => (await count()) === MANY + 1, 60_000);
  await page.close();
});
