import type { ErrorCode } from '@stillpage/shared/errors.ts';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { startFirefox } from './firefox.ts';
import { listedTitles, sendAgain, shownLink, shownStatus } from './popup-view.ts';

/** The alarm wakes the worker every 30 s; the waits after failures are shorter. */
const ALARM_TIMEOUT_MS = 70_000;

type Entry = { request: { id: string; url: string }; attempts: number; refused?: { code: ErrorCode } };

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('saves that meet trouble, in %s', (_name, start) => {
  let backend: Backend;
  let proxy: FaultProxy;
  let site: DemoSite;
  let browser: DrivenBrowser;
  let peephole: Page;

  beforeAll(async () => {
    [backend, site, browser] = await Promise.all([startBackend(), startDemoSite(), start()]);
    proxy = await startFaultProxy(backend.port);
    await connectExtension(browser, connectStringOf(backend, proxy.base));
    peephole = await browser.openExtensionPage('options/index.html');
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([proxy?.close(), site?.close()]);
    await backend?.close();
  });
  beforeEach(() => proxy.meet({ kind: 'pass' }));
  afterEach(() => proxy.meet({ kind: 'pass' }));

  const outbox = () =>
    peephole.evaluate(async () => {
      const stored = await chrome.storage.local.get(null);
      return Object.keys(stored)
        .filter((key) => key.startsWith('outbox:'))
        .map((key) => stored[key]) as Entry[];
    });
  const noted = async (path: string) =>
    (await backend.links('?limit=200')).filter(({ url }) => url === site.origin + path);
  const saveByCommand = async (path: string) => {
    const tab = await browser.openTab(site.origin + path);
    await browser.fireCommand('save-now', tab);
    return tab;
  };
  const entryOf = (path: string, attempts: number) =>
    until(`${attempts} attempts for ${path}`, async () =>
      (await outbox()).find(
        (entry) => entry.request.url === site.origin + path && entry.attempts >= attempts,
      ),
    );
  const pressRetry = async (tab: Page) => {
    const popup = await browser.clickToolbar(tab);
    await sendAgain(popup);
    await until('an empty outbox', async () => (await outbox()).length === 0);
    await popup.close();
  };
  /** Exactly one link with exactly one snapshot of that id, and nothing left to send. */
  const arrivedOnce = async (path: string, id: string) => {
    await until('an empty outbox', async () => (await outbox()).length === 0);
    expect((await noted(path)).map(({ snapshotIds }) => snapshotIds)).toEqual([[id]]);
  };

  test('with the backend down the link is there, the save waits, and goes out by itself', async () => {
    const tab = await browser.openTab(`${site.origin}/note/down`);
    let link: string;
    await backend.stop();
    try {
      const popup = await browser.clickToolbar(tab);
      await popup.click('#save');
      link = await shownLink(popup);
      await until('the word for it', async () => (await shownStatus(popup)) === 'Waiting to be sent');
      await entryOf('/note/down', 1);
      await popup.close();
    } finally {
      await backend.start();
    }
    await until('the save to arrive', async () => (await noted('/note/down')).length, ALARM_TIMEOUT_MS);
    await arrivedOnce('/note/down', link.slice(-26));
    await tab.close();
  });

  test.each<ErrorCode>(['unauthorized', 'conflict', 'too-large'])(
    'refused as %s the save stays with its reason until the person sends it again',
    async (code) => {
      proxy.meet({ kind: 'refuse', code });
      const path = `/note/refused-${code}`;
      const tab = await saveByCommand(path);
      const entry = await entryOf(path, 1);
      expect(entry.refused?.code).toBe(code);
      proxy.meet({ kind: 'pass' });
      await pressRetry(tab);
      await arrivedOnce(path, entry.request.id);
      expect(proxy.saves.get(entry.request.id)).toBe(2);
      await tab.close();
    },
  );

  test.each([
    ['429', { kind: 'refuse', code: 'rate-limited' }],
    ['500', { kind: 'refuse', code: 'internal' }],
    ['503', { kind: 'refuse', code: 'storage-unavailable' }],
    ['a 502 that is no answer of ours', { kind: 'foreign', status: 502 }],
    ['a 200 that is no answer of ours', { kind: 'foreign', status: 200 }],
    ['a 200 of another program', { kind: 'foreign', status: 200, body: '{"id":7,"status":"ok"}' }],
    ['an answer lost on its way', { kind: 'lose' }],
  ] as const)('after %s the save is kept and sent again', async (name, fault) => {
    proxy.meet(fault);
    const path = `/note/kept-${name.replaceAll(/\W+/g, '-')}`;
    const tab = await saveByCommand(path);
    const entry = await entryOf(path, 1);
    expect(entry.refused).toBeUndefined();
    proxy.meet({ kind: 'pass' });
    await pressRetry(tab);
    await arrivedOnce(path, entry.request.id);
    await tab.close();
  });

  test.each(['hold', 'silent'] as const)(
    'a worker ended in mid-request (%s) loses nothing and doubles nothing',
    async (kind) => {
      proxy.meet({ kind });
      const path = `/note/killed-${kind}`;
      const tab = await saveByCommand(path);
      const entry = await entryOf(path, 0);
      await until('the request under way', () => proxy.saves.get(entry.request.id));
      await browser.killBackground();
      expect((await outbox()).map(({ request }) => request.id)).toEqual([entry.request.id]);
      proxy.meet({ kind: 'pass' });
      const popup = await browser.clickToolbar(tab);
      await arrivedOnce(path, entry.request.id);
      expect(proxy.saves.get(entry.request.id)).toBeGreaterThanOrEqual(2);
      await popup.close();
      await tab.close();
    },
  );

  test('many saves made while the backend is away all arrive, each once', async () => {
    proxy.meet({ kind: 'refuse', code: 'storage-unavailable' });
    const paths = Array.from({ length: 8 }, (_, index) => `/note/many-${index}`);
    for (const path of paths) await (await saveByCommand(path)).close();
    const waiting = await until('all in the outbox', async () => {
      const entries = await outbox();
      return entries.length === paths.length ? entries : undefined;
    });
    await browser.killBackground();
    proxy.meet({ kind: 'pass' });
    const tab = await browser.openTab(`${site.origin}/garden`);
    await pressRetry(tab);
    for (const { request } of waiting) await arrivedOnce(request.url.slice(site.origin.length), request.id);
    await tab.close();
  });

  test('a save the person removes is gone for good', async () => {
    proxy.meet({ kind: 'refuse', code: 'unauthorized' });
    const tab = await saveByCommand('/note/removed');
    const entry = await entryOf('/note/removed', 1);
    const popup = await browser.clickToolbar(tab);
    await popup.click('.outbox .refused button:last-child');
    await until('an empty outbox', async () => (await outbox()).length === 0);
    proxy.meet({ kind: 'pass' });
    await popup.close();
    await browser.killBackground();
    await (await browser.clickToolbar(tab)).close();
    expect(await noted('/note/removed')).toEqual([]);
    expect(proxy.saves.get(entry.request.id)).toBe(1);

    // Nor does the popup go on listing a link that the backend never had.
    const after = await browser.clickToolbar(tab);
    await until('the list without it', async () => !(await listedTitles(after)).includes('Note removed'));
    expect(await after.evaluate(() => document.querySelector('#save')?.textContent)).toBe('Save');
    await after.close();
    await tab.close();
  });
});
