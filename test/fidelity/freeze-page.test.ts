import { createHash } from 'node:crypto';
import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import { pageScript } from '@stillpage/lambda/capture/freeze/page-script.ts';
import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';

let site: Site;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), launchForComparing()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close()]);
});
beforeEach(async () => {
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
});

async function freeze(path: string, more: { maxStillBytes?: number; signal?: AbortSignal } = {}) {
  const recorder = await createNetworkRecorder(page);
  await page.goto(site.origin + path, { waitUntil: 'networkidle0', timeout: 8_000 }).catch(() => {});
  const options = { sourceUrl: site.origin + path, httpStatus: 200, capturedAt: new Date(0), ...more };
  return await freezePage(page, recorder.received, options);
}

test('says where the still is from, and its digest', async () => {
  const { html, title, language, nodes } = await freeze('/basic.html');
  expect({ title, language }).toEqual({ title: 'A basic page', language: 'en' });
  expect(nodes).toBeGreaterThan(10);
  expect(html).toContain(`<meta name="stillpage:source" content="${site.origin}/basic.html">`);
  expect(html).toContain('content="1970-01-01T00:00:00.000Z"');
  const digest = /name="stillpage:sha256" content="([0-9a-f]{64})"/.exec(html)?.[1] ?? '';
  const blank = html.replace(digest, '0'.repeat(64));
  expect(createHash('sha256').update(blank).digest('hex')).toBe(digest);
});

test('does the same twice, and lets the page run on', async () => {
  await freeze('/fidelity/shadow-open.html');
  const recorder = await createNetworkRecorder(page);
  const again = await freezePage(page, recorder.received, {
    sourceUrl: 'http://a.test/',
    capturedAt: new Date(),
  });
  expect(again.html).toContain('In shadow');
  expect(await page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve('ran'), 10)))).toBe(
    'ran',
  );
});

test('says what is missing', async () => {
  const { omissions } = await freeze('/fidelity/image-broken.html');
  expect(omissions).toContainEqual({
    what: `${site.origin}/nothing.png`,
    kind: 'image',
    reason: 'http-error',
    status: 404,
  });
});

test('keeps to a size and says so', async () => {
  const { html, omissions } = await freeze('/basic.html', { maxStillBytes: 20_000 });
  expect(html.length).toBeLessThan(20_000);
  expect(html).toContain('A basic page');
  expect(omissions.some(({ reason }) => reason === 'too-large')).toBe(true);
});

test('ends when it is told to', async () => {
  await expect(freeze('/basic.html', { signal: AbortSignal.abort() })).rejects.toThrow();
});

test('keeps no password and no hidden value', async () => {
  const { html } = await freeze('/fidelity/form-state.html');
  expect(html).not.toContain('secret');
  expect(html).toContain('value="******"');
});

test('keeps a player with controls as a picture, but for one in what is seen through', async () => {
  const { html } = await freeze('/fidelity/iframe-video.html');
  expect(html).toMatch(/<img[^>]* src="data:image\/png/);
  expect(html).not.toContain('<video');
  await page.evaluate(() => document.body.style.setProperty('opacity', '0.5'));
  const recorder = await createNetworkRecorder(page);
  const again = await freezePage(page, recorder.received, { sourceUrl: site.origin, capturedAt: new Date() });
  expect(again.html).toContain('<video');
});

test('asks nothing of what is not laid out how far it is scrolled: each answer would lay all of it out', async () => {
  await page.setContent('<div id="shown">a</div><details>more<div id="closed">b</div></details>');
  const asked = await page.evaluate((script) => {
    const scrollTop = Object.getOwnPropertyDescriptor(Element.prototype, 'scrollTop');
    const names: string[] = [];
    Object.defineProperty(Element.prototype, 'scrollTop', {
      ...scrollTop,
      get() {
        names.push(this.id);
        return scrollTop?.get?.call(this);
      },
    });
    const own = globalThis as { stillpageFreezer?: { serialise(texts: object): unknown } };
    new Function(script)();
    own.stillpageFreezer?.serialise({});
    return names;
  }, pageScript());
  expect(asked).toContain('shown');
  expect(asked).not.toContain('closed');
});

test('an empty frame and a frame of a silent server hold nothing up', async () => {
  await page
    .setContent(`<p>outer<iframe src="${site.origin}/silent"></iframe><iframe></iframe>`, { timeout: 500 })
    .catch(() => {});
  const recorder = await createNetworkRecorder(page);
  const frozen = await freezePage(page, recorder.received, {
    sourceUrl: site.origin,
    capturedAt: new Date(),
  });
  expect(frozen.html).toContain('outer');
});
