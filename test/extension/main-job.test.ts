import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { differingShare } from './differing-share.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { startFirefox } from './firefox.ts';
import { listedTitles, offeredTags, shownLink, shownStatus, shownTags } from './popup-view.ts';

const GARDEN = 'Why a quiet garden outlasts a loud one';
const TEA = '山坡上的茶园：慢下来的一年';
/** A still that looks like its page differs in no more than this share of pixels. */
const SAME_PIXELS = 0.001;
/** A capture of a small page on a busy machine. */
const CAPTURE_TIMEOUT_MS = 60_000;

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('the main job in %s', (_name, start) => {
  let backend: Backend;
  let proxy: FaultProxy;
  let site: DemoSite;
  let browser: DrivenBrowser;
  let link = '';
  let live: { picture: Uint8Array; text: string };

  beforeAll(async () => {
    [backend, site, browser] = await Promise.all([startBackend(), startDemoSite(), start()]);
    proxy = await startFaultProxy(backend.port);
    await connectExtension(browser, connectStringOf(backend, proxy.base));
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([proxy?.close(), site?.close()]);
    await backend?.close();
  });

  const finished = (id: string) =>
    until(
      `the capture of ${id}`,
      async () => {
        const snapshot = await backend.snapshot(id);
        return /^(done|partial|failed)$/.test(snapshot.status) ? snapshot : undefined;
      },
      CAPTURE_TIMEOUT_MS,
    );
  const savedOnce = (path: string) =>
    until(path, async () => (await backend.links()).find(({ url }) => url === site.origin + path));

  test('one click saves the page with its tags, and the link is there before the network answers', async () => {
    proxy.meet({ kind: 'hold' });
    const tab = await browser.openTab(`${site.origin}/tea`);
    live = {
      text: await tab.evaluate(() => document.body.innerText),
      picture: await tab.screenshot(),
    };
    const popup = await browser.clickToolbar(tab);
    expect(await popup.evaluate(() => document.querySelector<HTMLInputElement>('.title')?.value)).toBe(TEA);
    await popup.click('#tag-input');
    await popup.type('要读/茶，Field Notes,half');
    await popup.click('#save');
    link = await shownLink(popup);
    expect(link).toMatch(new RegExp(`^${proxy.base}/s/[0-9a-hjkmnp-tv-z]{26}$`));
    expect(await backend.links()).toEqual([]);
    expect(await shownTags(popup)).toEqual(['要读/茶', 'Field Notes', 'half']);

    proxy.meet({ kind: 'pass' });
    const id = link.slice(-26);
    const snapshot = await finished(id);
    expect(snapshot).toMatchObject({ status: 'done', omissions: [], source: 'server' });
    await until('"Saved" in the popup', async () => (await shownStatus(popup)) === 'Saved');
    const [record] = await backend.links();
    expect(record).toMatchObject({
      url: `${site.origin}/tea`,
      title: TEA,
      tags: ['要读/茶', 'Field Notes', 'half'],
      snapshotIds: [id],
    });
    await popup.close();
    await tab.close();
  });

  test('tags complete from those in use', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    const popup = await browser.clickToolbar(tab);
    await popup.click('#tag-input');
    await popup.type('fie');
    expect(
      await until('offers', async () => (await offeredTags(popup)).length && offeredTags(popup)),
    ).toEqual(['Field Notes']);
    await popup.press('ArrowDown');
    await popup.press('Enter');
    await popup.type('茶');
    expect(
      await until('offers', async () => (await offeredTags(popup)).length && offeredTags(popup)),
    ).toEqual(['要读/茶']);
    await popup.press('Tab');
    expect(await shownTags(popup)).toEqual(['Field Notes', '要读/茶']);
    await popup.press('Backspace');
    expect(await shownTags(popup)).toEqual(['Field Notes']);
    await popup.press('Enter');
    const snapshot = await finished((await shownLink(popup)).slice(-26));
    expect(snapshot.status).toBe('done');
    expect(await savedOnce('/garden')).toMatchObject({ title: GARDEN, tags: ['Field Notes'] });
    await popup.close();
    await tab.close();
  });

  test('a saved page is recognised and saved again as a new version', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    const popup = await browser.clickToolbar(tab);
    expect(await popup.evaluate(() => document.querySelector('#save')?.textContent)).toBe(
      'Save a new version',
    );
    expect(await shownTags(popup)).toEqual(['Field Notes']);
    await popup.close();

    await browser.fireCommand('save-now', tab);
    await until('the second version', async () => (await savedOnce('/garden')).snapshotIds.length === 2);
    await browser.chooseMenu('page', 'h1', tab);
    await until('the third version', async () => (await savedOnce('/garden')).snapshotIds.length === 3);
    const { snapshotIds, tags, title } = await savedOnce('/garden');
    expect({ tags, title }).toEqual({ tags: ['Field Notes'], title: GARDEN });
    for (const id of snapshotIds) expect((await finished(id)).status).toBe('done');
    await tab.close();
  });

  test('the right-click entry on a link saves the link, not the tab', async () => {
    const tab = await browser.openTab(`${site.origin}/garden?again`);
    await browser.chooseMenu('link', '#companion', tab);
    await until('the second version', async () => (await savedOnce('/tea')).snapshotIds.length === 2);
    const tea = await savedOnce('/tea');
    expect((await finished(tea.snapshotIds[1] ?? '')).status).toBe('done');
    expect(tea.title).toBe(TEA);
    expect(tea.tags).toEqual(['要读/茶', 'Field Notes', 'half']);
    expect((await backend.links()).map(({ url }) => url)).not.toContain(`${site.origin}/garden?again`);
    await tab.close();
  });

  test('a page saved elsewhere comes into the open popup', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    const popup = await browser.clickToolbar(tab);
    await popup.close();
    const answer = await fetch(`${backend.base}/snapshots`, {
      method: 'POST',
      headers: { authorization: `Bearer ${backend.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `${site.origin}/note/elsewhere`, title: 'Elsewhere', tags: ['abroad'] }),
    });
    expect(answer.status).toBe(202);
    const again = await browser.clickToolbar(tab);
    await until('the page in the list', async () => (await listedTitles(again)).includes('Elsewhere'));
    await until('its tag', () =>
      again.evaluate(() => document.querySelector('[data-tag="abroad"]') !== null),
    );
    await again.close();
    await tab.close();
    const { id } = (await answer.json()) as { id: string };
    expect((await finished(id)).status).toBe('done');
  });

  test('the still looks and reads like the page, with scripts off and the site switched off', async () => {
    await site.close();
    await browser.withoutScripts(async (open) => {
      const viewer = await open(link);
      expect(await viewer.title()).toContain(TEA);
      await until('the still in the viewer', async () => {
        const frames = viewer.frames().filter((frame) => frame.url().endsWith('/page'));
        return (await frames[0]?.evaluate(() => document.body.innerText))?.includes('采茶人');
      });
      await viewer.close();

      const still = await open(`${link}/page`);
      const picture = await still.screenshot();
      const text = await still.evaluate(() => document.body.innerText);
      expect(text).toBe(live.text);
      const share = differingShare(live.picture, picture);
      process.stdout.write(`${browser.name}: ${(share * 100).toFixed(3)} % of the pixels differ\n`);
      expect(share).toBeLessThanOrEqual(SAME_PIXELS);
      await still.close();
    });
  });

  test('the page is found again by its tag and by a Chinese word', async () => {
    const tab = await browser.openTab(`${link}/page`);
    const popup = await browser.clickToolbar(tab);
    const listed = (titles: string[]) =>
      until(`the list ${titles}`, async () => {
        const shown = await listedTitles(popup);
        return JSON.stringify(shown.sort()) === JSON.stringify([...titles].sort());
      });
    await listed([TEA, GARDEN, 'Elsewhere']);
    await popup.click('[data-tag="要读"]');
    await listed([TEA]);
    await popup.click('[data-tag="要读"]');
    await listed([TEA, GARDEN, 'Elsewhere']);
    await popup.click('#search');
    await popup.type('茶园');
    await listed([TEA]);
    await popup.close();
    await tab.close();

    // 采茶 stands in the page's text only: the backend has read the page itself.
    const byText = await backend.links(`?q=${encodeURIComponent('采茶')}`);
    expect(byText.map(({ title }) => title)).toEqual([TEA]);
    const byTag = await backend.links(`?tag=${encodeURIComponent('要读')}`);
    expect(byTag.map(({ title }) => title)).toEqual([TEA]);
  });
});
