import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';
import { type Comparison, compare } from './compare.ts';
import { GOOD, IDENTICAL } from './compare-looks.ts';
import { fidelityPages, WORDS_MOVE } from './pages.ts';
import { type StillServer, startStillServer } from './still-server.ts';

/** Shares of all pages, in parts of one. */
const IDENTICAL_SHARE = 0.95;
const GOOD_SHARE = 0.98;

let site: Site;
let stills: StillServer;
let browser: Browser;
/** By page: of one that is tried again the last counts. */
const results = new Map<string, Comparison['differs']>();

beforeAll(async () => {
  [site, stills, browser] = await Promise.all([startSite(), startStillServer(), launchForComparing()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), site?.close(), stills?.close()]);
});

test.each(fidelityPages())('$name: the still shows the page and asks for nothing', async ({ name, path }) => {
  const result = await compare(browser, stills, name, site.origin + path);
  results.set(name, result.differs);
  expect(result.requests).toEqual([]);
  expect(result.differs, `${name} differs`).toBeLessThanOrEqual(GOOD);
  if (!WORDS_MOVE.has(name)) expect(result.textSame, `${name} has other words`).toBe(true);
});

test('nearly all stills are identical', () => {
  const share = (limit: number) =>
    [...results.values()].filter((differs) => differs <= limit).length / results.size;
  expect(results.size).toBe(fidelityPages().length);
  expect(share(IDENTICAL)).toBeGreaterThanOrEqual(IDENTICAL_SHARE);
  expect(share(GOOD)).toBeGreaterThanOrEqual(GOOD_SHARE);
});
