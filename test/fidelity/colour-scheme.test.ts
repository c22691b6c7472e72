import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';
import { type StillServer, startStillServer } from './still-server.ts';

let site: Site;
let stills: StillServer;
let browser: Browser;
beforeAll(async () => {
  [site, stills, browser] = await Promise.all([startSite(), startStillServer(), launchForComparing()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close(), stills?.close()]);
});

/** A page opened by somebody who prefers a scheme. */
async function open(url: string, scheme: string, script: boolean) {
  const page = await browser.newPage();
  await page.setViewport({ width: 600, height: 400 });
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  const recorder = await createNetworkRecorder(page);
  await page.goto(url);
  return { page, recorder };
}

test.each(['light', 'dark'])('a page seen in the %s scheme stays so for every reader', async (seen) => {
  const { page, recorder } = await open(`${site.origin}/scheme.html`, seen, true);
  const live = await page.screenshot();
  const frozen = await freezePage(page, recorder.received, {
    sourceUrl: page.url(),
    capturedAt: new Date(),
  });
  const address = stills.put(frozen.html);
  const pictures = await Promise.all(
    ['light', 'dark'].map(async (reader) => (await open(address, reader, false)).page.screenshot()),
  );
  for (const picture of pictures) expect(Buffer.compare(picture, live)).toBe(0);
});

test('the two schemes of the fixture differ', async () => {
  const [light, dark] = await Promise.all(
    ['light', 'dark'].map(async (seen) =>
      (await open(`${site.origin}/scheme.html`, seen, true)).page.screenshot(),
    ),
  );
  expect(Buffer.compare(light as Uint8Array, dark as Uint8Array)).not.toBe(0);
});
