import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Backend, connectStringOf, startBackend } from './backend.ts';
import { startChromium } from './chromium.ts';
import { connectExtension } from './connect-extension.ts';
import { type DemoSite, startDemoSite } from './demo-site.ts';
import { type DrivenBrowser, until } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { shownLink } from './popup-view.ts';

let backend: Backend;
let site: DemoSite;
let profile: string;
let browser: DrivenBrowser | undefined;

beforeEach(async () => {
  [backend, site] = await Promise.all([startBackend(), startDemoSite()]);
  profile = await mkdtemp(join(tmpdir(), 'stillpage-profile-'));
});
afterEach(async () => {
  await browser?.close();
  await Promise.all([backend?.close(), site?.close()]);
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

test.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('a link that %s showed is kept through a crash of the browser', async (_name, start) => {
  browser = await start({ profile });
  await connectExtension(browser, connectStringOf(backend));
  await backend.stop();
  const popup = await browser.clickToolbar(await browser.openTab(`${site.origin}/garden`));
  await popup.click('#tag-input');
  await popup.type('kept');
  await popup.click('#save');
  const id = (await shownLink(popup)).slice(-26);
  await browser.crash();

  await backend.start();
  browser = await start({ profile });
  await until('the save to arrive', async () => (await backend.links()).length);
  expect(await backend.links()).toMatchObject([
    { url: `${site.origin}/garden`, tags: ['kept'], snapshotIds: [id] },
  ]);
});
