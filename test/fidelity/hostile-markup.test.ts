import { freezePage } from '@stillpage/lambda/capture/freeze/freeze-page.ts';
import { createNetworkRecorder } from '@stillpage/lambda/capture/network-recorder.ts';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';
import { HOSTILE_MARKUP } from './hostile-markup.ts';
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

test.each(HOSTILE_MARKUP.map((markup) => [markup]))('%s leaves nothing alive', async (markup) => {
  const page = await browser.newPage();
  const reader = await browser.newPage();
  try {
    const recorder = await createNetworkRecorder(page);
    await page.goto(`${site.origin}/text?say=ground`);
    await page
      .setContent(`<!doctype html><meta charset=utf-8>${markup}<p>the end`, { waitUntil: 'load' })
      .catch(() => {});
    const frozen = await freezePage(page, recorder.received, {
      sourceUrl: site.origin,
      capturedAt: new Date(),
    });
    await page.close();

    expect(dangersIn(frozen.html)).toEqual([]);
    // Without its policy and with scripting on, the still has to be as harmless as with both.
    const bare = frozen.html.replaceAll(/<meta http-equiv="Content-Security-Policy"[^>]*>/g, '');
    expect(bare).not.toBe(frozen.html);
    const asked: string[] = [];
    reader.on('request', (request) => {
      if (!/^(data|about):/.test(request.url())) asked.push(request.url());
    });
    const address = stills.put(bare);
    await reader.goto(address, { waitUntil: 'load' });
    expect(asked.filter((url) => url !== address && !url.endsWith('/favicon.ico'))).toEqual([]);
    expect(await reader.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
    expect(await reader.evaluate(() => document.scripts.length)).toBe(0);
    expect(stills.strangers()).toEqual([]);
  } finally {
    await reader.close();
  }
});

/** What another parser finds in the still that could run or ask. */
function dangersIn(html: string): string[] {
  const found: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      if (
        /^(script|base|object|embed|animate\w*|set)$/i.test(node.tagName) &&
        (node.tagName !== 'object' || node.attrs.some(({ name }) => name === 'data'))
      ) {
        found.push(node.tagName);
      }
      for (const { name, value } of node.attrs) {
        if (/^on/i.test(name) || /^\s*(javascript|vbscript):/i.test(value))
          found.push(`${node.tagName} ${name}`);
        if (
          /^(src|srcset|poster|background|data|action|formaction|ping)$/i.test(name) &&
          !value.startsWith('data:')
        ) {
          found.push(`${node.tagName} ${name}=${value}`);
        }
        if (name === 'srcdoc') found.push(...dangersIn(value));
      }
      if (node.tagName === 'style') {
        const css = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
        if (/@import|url\(\s*["']?(?!["']?(data:|#|["')]))/i.test(css)) found.push(`style ${css}`);
      }
    }
    if ('content' in node) visit(node.content);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(html));
  return found;
}
