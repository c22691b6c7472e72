import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, type Popup, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { shownTags } from './popup-view.ts';

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('a Chinese input method in %s', (_name, start) => {
  let backend: Backend;
  let site: DemoSite;
  let browser: DrivenBrowser;
  let popup: Popup;

  beforeAll(async () => {
    [backend, site, browser] = await Promise.all([startBackend(), startDemoSite(), start()]);
    await connectExtension(browser, connectStringOf(backend));
    popup = await browser.clickToolbar(await browser.openTab(`${site.origin}/tea`));
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([backend?.close(), site?.close()]);
  });

  const draft = () =>
    popup.evaluate(() => document.querySelector<HTMLInputElement>('#tag-input')?.value ?? '');
  const saved = () => popup.evaluate(() => document.querySelector('#link') !== null);

  test('nothing is taken while it composes, neither by its commas nor by its Enter', async () => {
    await popup.click('#tag-input');
    await popup.compose("cha'yuan");
    await until('what is composed', async () => (await draft()) === "cha'yuan");
    await popup.compose('cha，yuan');
    await until('the comma', async () => (await draft()) === 'cha，yuan');
    expect(await shownTags(popup)).toEqual([]);
    await popup.pressWhileComposing('Enter');
    expect(await shownTags(popup)).toEqual([]);
    expect(await saved()).toBe(false);
  });

  test('what it commits is a draft, and becomes a tag by a comma of its own', async () => {
    await popup.commit('茶园');
    await until('the word', async () => (await draft()) === '茶园');
    expect(await shownTags(popup)).toEqual([]);
    await popup.compose('，');
    await popup.commit('，');
    await until('the tag', async () => JSON.stringify(await shownTags(popup)) === '["茶园"]');
    expect(await draft()).toBe('');
  });

  test('a word committed by Enter waits for another Enter, and the third saves', async () => {
    await popup.compose('du');
    await popup.pressWhileComposing('Enter');
    await popup.commit('读');
    await until('the word', async () => (await draft()) === '读');
    await popup.press('Enter');
    await until('the tag', async () => JSON.stringify(await shownTags(popup)) === '["茶园","读"]');
    expect(await saved()).toBe(false);
    await popup.press('Enter');
    await until('the save', saved);
    const link = await until('the link', async () => (await backend.links())[0]);
    expect(link.tags).toEqual(['茶园', '读']);
  });

  test('a composition that is given up leaves nothing', async () => {
    await popup.click('#search');
    await popup.compose('chayuan');
    await popup.compose('');
    await until('an empty field', () =>
      popup.evaluate(() => document.querySelector<HTMLInputElement>('#search')?.value === ''),
    );
    await popup.close();
  });
});
