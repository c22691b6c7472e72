import { createNetworkRecorder, type NetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';

let site: Site;
let browser: Browser;
let page: Page;
let recorder: NetworkRecorder;

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchForComparing()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
});
beforeEach(async () => {
  page = await browser.newPage();
  recorder = await createNetworkRecorder(page);
});
afterEach(async () => {
  await recorder.close();
  await page.close();
});

async function show(path: string): Promise<void> {
  await page.goto(site.origin + path, { waitUntil: 'networkidle0', timeout: 8_000 }).catch(() => {});
}

test('gives the bytes of pictures, sheets and frames of other processes without asking again', async () => {
  await show('/fidelity/frame-nested.html');
  const before = site.requests.length;
  const picture = await recorder.received.bodyOf(`${site.origin}/picture/40x20/ff0000.png`, 'image');
  expect(picture).toMatchObject({ ok: true, type: 'image/png', status: 200 });
  expect(picture.ok && Buffer.from(picture.bytes).toString('latin1', 1, 4)).toBe('PNG');
  const frame = await recorder.received.bodyOf(`${site.otherOrigin}/fidelity/_nested.html`, 'frame');
  expect(frame.ok && Buffer.from(frame.bytes).toString()).toContain('Nested');
  expect(site.requests.length).toBe(before);
});

test('finds a redirected body under both addresses, and the facts of the last', async () => {
  await show('/redirect?times=2');
  const asked = await recorder.received.bodyOf(`${site.origin}/redirect?times=2`, 'document');
  const final = await recorder.received.bodyOf(`${site.origin}/basic.html`, 'document');
  expect(asked.ok && final.ok && asked.bytes.length === final.bytes.length).toBe(true);
  expect(recorder.mainDocument).toMatchObject({
    finalUrl: `${site.origin}/basic.html`,
    status: 200,
    mime: 'text/html',
  });
});

test('keeps the body of an answer that is given only once', async () => {
  await show('/fidelity/image-once.html');
  const body = await recorder.received.bodyOf(`${site.origin}/picture/80x40/aa5500.png?once&k=1`, 'image');
  expect(body).toMatchObject({ ok: true, status: 200 });
});

test('asks through the browser for a picture nobody loaded, and not for fonts or sheet pictures', async () => {
  await show('/basic.html');
  const url = `${site.origin}/picture/10x10/123456.png?cors`;
  expect(await recorder.received.bodyOf(url, 'other')).toMatchObject({ ok: false, omission: 'not-loaded' });
  expect(await recorder.received.bodyOf(url, 'image')).toMatchObject({ ok: true, type: 'image/png' });
  expect(await recorder.received.bodyOf(`${site.origin}/status/404`, 'image')).toMatchObject({
    ok: false,
    status: 404,
  });
  expect(await recorder.received.bodyOf(`${site.origin}/fonts/second.woff2`, 'font')).toMatchObject({
    ok: false,
  });
  expect(await recorder.received.bodyOf('file:///etc/passwd', 'image')).toMatchObject({ ok: false });
});

test('names downloads, refusals and status', async () => {
  await show('/download?bytes=1000');
  expect(recorder.mainDocument.download).toBe(true);
  await show('/status/503');
  expect(recorder.mainDocument).toMatchObject({ status: 503, download: false });
  await page.goto('http://127.0.0.1:1/', { timeout: 5_000 }).catch(() => {});
  expect(recorder.mainDocument.errorText).toMatch(/ERR_/);
});

test('counts what is under way', async () => {
  await page.goto(`${site.origin}/basic.html`);
  await page.evaluate(() => void fetch('/silent').catch(() => {}));
  await expect.poll(() => recorder.inFlight()).toBe(1);
  expect(performance.now() - recorder.lastActivityAt).toBeLessThan(5_000);
});
