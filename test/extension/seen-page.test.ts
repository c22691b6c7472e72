import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, type Popup, until } from './driven-browser.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { startFirefox } from './firefox.ts';
import { sendAgain, shownLink } from './popup-view.ts';

const CAPTURE_TIMEOUT_MS = 60_000;

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('save what I see, in %s', (_name, start) => {
  let backend: Backend;
  let proxy: FaultProxy;
  let site: DemoSite;
  let browser: DrivenBrowser;

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

  const ended = (id: string) =>
    until<SnapshotAnswer | undefined>(
      `the end of ${id}`,
      async () => {
        const snapshot = await backend.snapshot(id).catch(() => undefined);
        return snapshot && /^(done|partial|failed)$/.test(snapshot.status) ? snapshot : undefined;
      },
      CAPTURE_TIMEOUT_MS,
    );
  const stillOf = async (id: string) => {
    const answer = await fetch(`${backend.base}/s/${id}/page`, {
      headers: { authorization: `Bearer ${backend.token}` },
    });
    expect(answer.status).toBe(200);
    return answer.text();
  };
  const wallOf = (popup: Popup) => popup.evaluate(() => document.querySelector('.wall')?.textContent);

  test('a login wall is named, and one click saves the page as the person sees it, privately', async () => {
    const tab = await browser.openTab(`${site.origin}/come-in`);
    await tab.type('#answer', 'typed ');
    await tab.click('.count');
    let popup = await browser.clickToolbar(tab);
    await popup.click('#save');
    const first = await ended((await shownLink(popup)).slice(-26));
    expect(first).toMatchObject({ wall: 'login', source: 'server' });
    await until('the word for it', async () => /login page/.test((await wallOf(popup)) ?? ''));
    await popup.click('.wall #save-seen');
    const id = await until('a second link', async () => {
      const link = await shownLink(popup);
      return link.slice(-26) === first.id ? undefined : link.slice(-26);
    });
    // The rest goes on without the popup.
    await popup.close();
    const seen = await ended(id);
    expect(seen).toMatchObject({ source: 'browser', visibility: 'private', status: 'done', omissions: [] });
    expect(Object.keys(seen.artifacts).sort()).toEqual(['screenshot', 'still', 'text', 'thumbnail']);
    const still = await stillOf(id);
    expect(still).toContain('nobody outside this room knows it yet');
    expect(still).toContain('This paragraph was written by a script');
    expect(still).toMatch(/value="typed never typed"|value="never typedtyped "/);
    expect(still).toContain('src="data:image/svg+xml');
    expect(still).toContain('A short note.');
    expect(still).toContain('linear-gradient');
    expect(still).not.toMatch(/<script/i);

    // Nobody else sees it, and it is a second version of the same link.
    expect((await fetch(`${backend.base}/s/${id}`)).status).toBe(401);
    const [link] = await backend.links();
    expect(link).toMatchObject({ url: `${site.origin}/members`, snapshotIds: [first.id, id] });

    popup = await browser.clickToolbar(tab);
    expect(await wallOf(popup)).toBeUndefined();
    await until('the versions', async () =>
      /2 versions/.test((await popup.evaluate(() => document.querySelector('.hint')?.textContent)) ?? ''),
    );
    await popup.close();
    await tab.close();
  });

  test('the owner opens a private still from the popup', async () => {
    const tab = await browser.openTab(`${site.origin}/members`);
    const popup = await browser.clickToolbar(tab);
    await popup.click('#links .open');
    const viewer = await until('the still in a tab', async () => {
      for (const page of await browser.pages()) if (/\/s\/\w{26}\?view=/.test(page.url())) return page;
      return undefined;
    });
    expect(await until('its title', () => viewer.title())).toContain('Minutes of the bench committee');
    await viewer.close();
    await popup.close().catch(() => {});
    await tab.close();
  });

  test('what is read while the backend is away is sent when it is back, though the worker was ended', async () => {
    const tab = await browser.openTab(`${site.origin}/garden`);
    proxy.meet({ kind: 'refuse', code: 'storage-unavailable' });
    let popup = await browser.clickToolbar(tab);
    await popup.click('#save-seen');
    const id = (await shownLink(popup)).slice(-26);
    await until('the page to be read and its first attempt', async () =>
      popup.evaluate(async (wanted) => {
        const stored = (await chrome.storage.local.get(`outbox:${wanted}`)) as Record<
          string,
          { seen?: { stage: string }; attempts: number }
        >;
        const entry = stored[`outbox:${wanted}`];
        return entry?.seen?.stage === 'kept' && entry.attempts > 0;
      }, id),
    );
    await popup.close();
    await tab.goto(`${site.origin}/tea`);
    await browser.killBackground();
    proxy.meet({ kind: 'pass' });
    popup = await browser.clickToolbar(tab);
    await sendAgain(popup);
    expect(await ended(id)).toMatchObject({
      source: 'browser',
      status: 'done',
      url: `${site.origin}/garden`,
    });
    expect(await stillOf(id)).toContain('A garden that asks for little');
    await popup.close();
    await tab.close();
  });

  test('a tab closed before it is read says so, and the save can be removed', async () => {
    const tab = await browser.openTab(`${site.origin}/note/closing`);
    const popup = await browser.clickToolbar(tab);
    await popup.evaluate(() =>
      chrome.storage.local.set({
        'outbox:0000000000000000000000gone': {
          request: {
            id: '0000000000000000000000gone',
            url: 'http://x.example/',
            source: 'browser',
            title: 'Gone',
          },
          queuedAt: 1,
          attempts: 0,
          nextAt: 0,
          seen: { tabId: 987_654, stage: 'reading' },
        },
      }),
    );
    await popup.evaluate(() => chrome.runtime.sendMessage('work'));
    await until('the reason', async () =>
      /closed or left before/.test(
        (await popup.evaluate(() => document.querySelector('.outbox')?.textContent)) ?? '',
      ),
    );
    await popup.click('.outbox .refused button:last-child');
    await until('an empty outbox', () => popup.evaluate(() => document.querySelector('.outbox') === null));

    await popup.close();
    await tab.close();
  });
});
