import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import product from '../../package.json' with { type: 'json' };
import { scriptsOf } from '../bench/popup-sizes.ts';
import { builtExtension } from './built-extension.ts';
import { startChromium } from './chromium.ts';
import type { DrivenBrowser } from './driven-browser.ts';
import { startFirefox } from './firefox.ts';
import { lintExtension } from './lint-extension.ts';

/** All scripts a popup loads, gzip at its best, in bytes: what a click waits for on a cold start. */
const POPUP_SCRIPTS_MAX_BYTES = 20_000;
/** Preact's own innerHTML code; it is never handed anything here. */
const KNOWN_WARNINGS = ['UNSAFE_VAR_ASSIGNMENT'];

const folders = { chromium: '', firefox: '' };
beforeAll(() => {
  folders.chromium = builtExtension('chromium');
  folders.firefox = builtExtension('firefox');
});

describe.each(['chromium', 'firefox'] as const)('the build for %s', (target) => {
  test('has the manifest that was agreed', async () => {
    const manifest = await readFile(`${folders[target]}/manifest.json`, 'utf8');
    expect(JSON.parse(manifest).version).toBe(product.version);
    const versionless = manifest.replace(`"version": "${product.version}"`, '"version": "{{version}}"');
    await expect(`${versionless.trim()}\n`).toMatchFileSnapshot(`golden/${target}-manifest.golden`);
  });

  test('holds the same texts in every language', async () => {
    const texts = async (language: string) =>
      JSON.parse(await readFile(`${folders[target]}/_locales/${language}/messages.json`, 'utf8')) as Record<
        string,
        { message: string; placeholders?: unknown }
      >;
    const en = await texts('en');
    for (const language of (await readdir(`${folders[target]}/_locales`)).filter((name) => name !== 'en')) {
      const other = await texts(language);
      expect(Object.keys(other).sort()).toEqual(Object.keys(en).sort());
      for (const [name, { message, placeholders }] of Object.entries(en)) {
        expect(other[name]?.placeholders, name).toEqual(placeholders);
        expect(other[name]?.message.match(/\$\w+\$/g), name).toEqual(message.match(/\$\w+\$/g));
      }
    }
  });

  test(`loads at most ${POPUP_SCRIPTS_MAX_BYTES / 1000} kB of scripts into the popup`, () => {
    const scripts = scriptsOf(folders[target], 'popup/index.html');
    const bytes = [...scripts.values()].map((text) => gzipSync(text, { level: 9 }).length);
    const total = bytes.reduce((sum, size) => sum + size, 0);
    process.stdout.write(`popup scripts for ${target}: ${total} bytes in ${scripts.size} files\n`);
    expect(total).toBeGreaterThan(1_000);
    expect(total).toBeLessThanOrEqual(POPUP_SCRIPTS_MAX_BYTES);
  });
});

test('web-ext finds no error in the Firefox build, and only the known warning', () => {
  const found = lintExtension(folders.firefox);
  expect(found.errors).toEqual([]);
  expect(found.notices).toEqual([]);
  expect([...new Set(found.warnings)]).toEqual(KNOWN_WARNINGS);
});

describe.each([
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
])('%s', (_name, start) => {
  let browser: DrivenBrowser;
  beforeAll(async () => {
    browser = await start();
  });
  afterAll(() => browser?.close());

  test('assigns both keys', async () => {
    const page = await browser.openExtensionPage('options/index.html');
    const commands = await page.evaluate(() => chrome.commands.getAll());
    const keys = Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut]));
    expect(keys).toEqual({ _execute_action: 'Alt+Shift+K', 'save-now': 'Alt+Shift+S' });
  });

  test('asks for nothing that warns at install', async () => {
    const page = await browser.openExtensionPage('options/index.html');
    const manifest = await readFile(`${folders[browser.name]}/manifest.json`, 'utf8');
    if (browser.name === 'chromium') {
      const warnings = (text: string) =>
        page.evaluate((given) => chrome.management.getPermissionWarningsByManifest(given), text);
      // The same question about a manifest that does warn, so that an empty answer means something.
      const worse = JSON.stringify({ ...JSON.parse(manifest), permissions: ['tabs'] });
      expect(await warnings(worse)).not.toEqual([]);
      expect(await warnings(manifest)).toEqual([]);
    }
    const granted = await page.evaluate(() => chrome.permissions.getAll());
    expect(granted.origins ?? []).toEqual([]);
    expect([...(granted.permissions ?? [])].sort()).toEqual(JSON.parse(manifest).permissions);
  });
});
