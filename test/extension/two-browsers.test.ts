import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, type Popup, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { listedTitles } from './popup-view.ts';

const CAPTURE_TIMEOUT_MS = 60_000;

let backend: Backend;
let site: DemoSite;
let browsers: DrivenBrowser[] = [];

beforeAll(async () => {
  [backend, site] = await Promise.all([startBackend(), startDemoSite()]);
  const notes = [
    ['one', ['dev/lambda', 'shared']],
    ['two', ['dev', 'shared']],
    ['three', ['阅读/茶']],
  ] as const;
  for (const [name, tags] of notes) await save(name, [...tags]);
  await until(
    'the captures',
    async () => (await backend.links()).every(({ snapshot }) => snapshot?.status === 'done'),
    CAPTURE_TIMEOUT_MS,
  );
  browsers = await Promise.all([startChromium(), startFirefox()]);
  for (const browser of browsers) await connectExtension(browser, connectStringOf(backend));
});
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await Promise.all([backend?.close(), site?.close()]);
});

async function save(name: string, tags: string[]): Promise<void> {
  const answer = await fetch(`${backend.base}/snapshots`, {
    method: 'POST',
    headers: { authorization: `Bearer ${backend.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${site.origin}/note/${name}`, title: `Note ${name}`, tags }),
  });
  expect(answer.status).toBe(202);
}

async function opened(browser: DrivenBrowser): Promise<Popup> {
  const tab = await browser.openTab(`${site.origin}/garden`);
  return browser.clickToolbar(tab);
}

const listed = (popup: Popup, titles: readonly string[]) =>
  until(
    `the list ${titles}`,
    async () =>
      JSON.stringify([...(await listedTitles(popup))].sort()) === JSON.stringify([...titles].sort()),
  );
const rowOf = (popup: Popup, title: string) =>
  until(title, () =>
    popup.evaluate((wanted) => {
      const rows = [...document.querySelectorAll('#links li')];
      const at = rows.findIndex((row) => row.querySelector('.name')?.textContent === wanted);
      return at < 0 ? undefined : `#links li:nth-child(${at + 1})`;
    }, title),
  );
const linkOf = async (name: string) =>
  (await backend.links()).find(({ url }) => url.endsWith(`/note/${name}`));

async function edit(popup: Popup, title: string, newTitle: string, tag: string, note = ''): Promise<void> {
  await popup.click(`${await rowOf(popup, title)} .edit-link`);
  await popup.evaluate((text) => {
    const field = document.querySelector<HTMLInputElement>('#edit-title');
    if (!field) throw new Error('no field');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, newTitle);
  await popup.click('#edit-input');
  await popup.type(`${tag},`);
  await popup.click('#edit-note');
  await popup.type(note);
  await popup.click('#edit-save');
  await rowOf(popup, newTitle);
}

test('a link edited in one browser is edited in the other', async () => {
  const [one, other] = (await Promise.all(browsers.map(opened))) as [Popup, Popup];
  for (const popup of [one, other]) await listed(popup, ['Note one', 'Note two', 'Note three']);
  // A slash in a field is a letter, not the way to the search.
  await edit(one, 'Note one', '改过的标题', 'from-one', 'see pages 3/4');
  await until('the edit on the backend', async () => (await linkOf('one'))?.title === '改过的标题');
  expect(await linkOf('one')).toMatchObject({
    tags: ['dev/lambda', 'shared', 'from-one'],
    note: 'see pages 3/4',
  });
  await until('the edit in the other browser', async () => {
    await other.evaluate(() => chrome.runtime.sendMessage('work'));
    return (await listedTitles(other)).includes('改过的标题');
  });
  const row = await rowOf(other, '改过的标题');
  expect(
    await other.evaluate((wanted) => document.querySelector(`${wanted} .remark`)?.textContent, row),
  ).toBe('see pages 3/4');
  await Promise.all([one.close(), other.close()]);
});

test('edits made apart keep both sides’ tags', async () => {
  await backend.stop();
  const popups = (await Promise.all(browsers.map(opened))) as [Popup, Popup];
  await edit(popups[0], 'Note two', 'Note two', 'apart-1');
  await edit(popups[1], 'Note two', 'Note 2', 'apart-2');
  await backend.start();
  for (const popup of popups)
    await popup.evaluate(async () => {
      // What waits after a failed attempt is due at once.
      const all = await chrome.storage.local.get(null);
      for (const [key, value] of Object.entries(all))
        if (key.startsWith('edit:'))
          await chrome.storage.local.set({ [key]: { ...(value as object), nextAt: 0 } });
      await chrome.runtime.sendMessage('work');
    });
  await until('both', async () => {
    const tags = (await linkOf('two'))?.tags ?? [];
    return tags.includes('apart-1') && tags.includes('apart-2');
  });
  expect((await linkOf('two'))?.tags.slice(0, 2)).toEqual(['dev', 'shared']);
  await until('one title', async () => (await linkOf('two'))?.title === 'Note 2');
  for (const popup of popups) {
    await until('both in the popup', async () => {
      await popup.evaluate(() => chrome.runtime.sendMessage('work'));
      return popup.evaluate(
        () =>
          document.querySelector('[data-tag="apart-1"]') &&
          document.querySelector('[data-tag="apart-2"]') &&
          true,
      );
    });
    await popup.close();
  }
});

test.each([0, 1])('nested tags, several tags, and the keyboard (browser %i)', async (index) => {
  const popup = await opened(browsers[index] as DrivenBrowser);
  await popup.click('[data-tag="dev"]');
  await listed(popup, ['改过的标题', 'Note 2']);
  await popup.click('[data-tag="dev/lambda"]');
  await listed(popup, ['改过的标题']);
  await popup.click('[data-tag="dev/lambda"]');
  await popup.click('[data-tag="dev"]');
  await listed(popup, ['改过的标题', 'Note 2', 'Note three']);
  await popup.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await popup.press('/');
  await popup.type('茶');
  await listed(popup, ['Note three']);
  await popup.press('ArrowDown');
  expect(await popup.evaluate(() => document.activeElement?.querySelector('.name')?.textContent)).toBe(
    'Note three',
  );
  await popup.press('e');
  expect(await popup.evaluate(() => document.activeElement?.id)).toBe('edit-title');
  await popup.press('Escape');
  await until('the row again', () => popup.evaluate(() => document.querySelector('#edit-title') === null));
  await popup.close();
});

test.each([0, 1])('a deleted link comes back by one click, or stays away (browser %i)', async (index) => {
  const name = `gone-${index}`;
  await save(name, ['passing']);
  const popup = await opened(browsers[index] as DrivenBrowser);
  await popup.click(`${await rowOf(popup, `Note ${name}`)} .delete-link`);
  await until('the link to be gone', async () => (await linkOf(name)) === undefined);
  await popup.click('#undo');
  await rowOf(popup, `Note ${name}`);
  await until('the link to be back', async () => (await linkOf(name)) !== undefined);
  await popup.click(`${await rowOf(popup, `Note ${name}`)} .delete-link`);
  await until('the link to be gone', async () => (await linkOf(name)) === undefined);
  await popup.evaluate(() => chrome.runtime.sendMessage('work'));
  expect(await listedTitles(popup)).not.toContain(`Note ${name}`);
  await popup.close();
});

test.each([0, 1])(
  'what is deleted in the moment the popup closes stays deleted (browser %i)',
  async (index) => {
    const browser = browsers[index] as DrivenBrowser;
    const name = `doomed-${index}`;
    await save(name, []);
    const popup = await opened(browser);
    const row = await until('the row', async () => {
      await popup.evaluate(() => chrome.runtime.sendMessage('work'));
      return (await listedTitles(popup)).includes(`Note ${name}`) && rowOf(popup, `Note ${name}`);
    });
    await popup
      .evaluate((selector) => {
        document.querySelector<HTMLButtonElement>(`${selector} .delete-link`)?.click();
        window.close();
      }, row)
      // The page is gone before it can answer.
      .catch(() => {});
    await until('the link to go', async () => (await linkOf(name)) === undefined, CAPTURE_TIMEOUT_MS);
  },
);

test.each([0, 1])('the list shows the stills’ thumbnails (browser %i)', async (index) => {
  const popup = await opened(browsers[index] as DrivenBrowser);
  const row = await rowOf(popup, 'Note three');
  await until('the picture', () =>
    popup.evaluate(
      (wanted) => (document.querySelector<HTMLImageElement>(`${wanted} .thumb img`)?.naturalWidth ?? 0) > 0,
      row,
    ),
  );
  await popup.close();
});
