import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { findBrowser } from '../setup/browsers.mjs';
import { endBrowser, killBrowser } from '../setup/end-browser.ts';
import { builtExtension, grantIn } from './built-extension.ts';
import { type DrivenBrowser, type StartOptions, until } from './driven-browser.ts';
import { type ChromeScope, chromeScope } from './firefox-chrome-scope.ts';
import { openFirefoxPopup } from './firefox-popup.ts';
import type { FirefoxElement, FirefoxWindow } from './firefox-window.ts';

const ADDON_ID = 'stillpage@stillpage.dev';
/** Firefox draws this at random for each profile; fixed, the addresses of the extension's pages are known. */
const ADDON_UUID = '7f1a0c52-3b1e-4a55-9d0b-5d1a6e1f0c11';
/** BiDi never reports the load of an extension's page; it is there long before. */
const EXTENSION_PAGE_LOAD_MS = 400;

/** Starts a headless Firefox with the extension; another language than English is that of the extension's texts, without a pack for Firefox's own. */
export async function startFirefox(options: StartOptions = {}): Promise<DrivenBrowser> {
  const { language = 'en-US', dark = false, width = 1280, height = 800 } = options;
  const executablePath = findBrowser('firefox');
  if (!executablePath) throw new Error('No Firefox was found; npm test installs one.');
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'stillpage-firefox-')));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    userDataDir: profile,
    defaultViewport: null,
    args: ['--remote-allow-system-access', `--width=${width}`, `--height=${height}`],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [ADDON_ID]: ADDON_UUID }),
      // An extension installed for a test goes at the end of the session; one from the store stays, with its storage.
      'extensions.webextensions.keepStorageOnUninstall': true,
      'extensions.webextensions.keepUuidOnUninstall': true,
      'intl.locale.requested': language,
      'intl.accept_languages': language,
      'ui.systemUsesDarkTheme': dark ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
      // Nothing outside loopback is asked.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
      'app.update.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
    },
  });
  // A copy: the browser reads the files when it needs them, and a build in between empties their folder.
  const folder = join(profile, 'extension');
  await cp(builtExtension('firefox'), folder, { recursive: true });
  await grantIn(folder, options.grant);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
    commands: Record<string, { suggested_key: { default: string } }>;
  };
  const scope = await chromeScope(browser);
  // As with a language pack; only Firefox's own menus stay English.
  if (language !== 'en-US')
    await scope.call((wanted) => {
      const { locale } = (globalThis as unknown as FirefoxWindow).Services;
      locale.availableLocales = ['en-US', wanted];
      locale.requestedLocales = [wanted];
    }, language);
  await browser.installExtension(folder);
  const openTab = async (url: string) => {
    const tab = await browser.newPage();
    await tab.goto(url);
    return tab;
  };

  return {
    name: 'firefox',
    version: await browser.version(),
    openTab,
    pages: () => browser.pages(),
    async openExtensionPage(path) {
      const tab = await browser.newPage();
      const address = `moz-extension://${ADDON_UUID}/${path}`;
      void tab.goto(address).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, EXTENSION_PAGE_LOAD_MS));
      await until(path, () =>
        tab.evaluate(
          (wanted) => location.href.startsWith(wanted) && document.readyState === 'complete',
          address,
        ),
      );
      return tab;
    },
    async clickToolbar(tab) {
      await tab.bringToFront();
      return openFirefoxPopup(scope, ADDON_ID);
    },
    async fireCommand(name, tab) {
      await tab.bringToFront();
      // Firefox marks its keys with letters, not with the commands' names.
      const letter = manifest.commands[name]?.suggested_key.default.split('+').at(-1);
      await scope.call((wanted) => {
        const keys = [...document.querySelectorAll<FirefoxElement>('keyset[id^="ext-keyset"] key')];
        const key = keys.find((candidate) => candidate.getAttribute('key') === wanted);
        if (!key) throw new Error(`No key ${wanted} among ${keys.map((found) => found.outerHTML).join(' ')}`);
        key.doCommand();
      }, letter);
    },
    async chooseMenu(context, selector, tab) {
      await tab.bringToFront();
      await rightClick(tab, selector);
      const item = `${ADDON_ID.replaceAll(/[@.]/g, '_')}-menuitem-_${context}`;
      await until(`the menu entry ${item}`, () =>
        scope.call((id) => {
          const menu = document.querySelector<FirefoxElement & { state: string }>('#contentAreaContextMenu');
          const entry = document.getElementById(id);
          if (menu?.state !== 'open' || !entry) return false;
          menu.activateItem(entry);
          return true;
        }, item),
      );
    },
    async askOmnibox(words) {
      return await typeInAddressBar(scope, words);
    },
    async enterOmnibox(words) {
      await typeInAddressBar(scope, words);
      await scope.call(() => {
        (globalThis as unknown as FirefoxWindow).gURLBar.handleCommand();
      });
    },
    async killBackground() {
      await scope.call(async (id) => {
        const { WebExtensionPolicy } = globalThis as unknown as FirefoxWindow;
        await WebExtensionPolicy.getByID(id).extension.terminateBackground({
          disableResetIdleForTest: true,
          ignoreDevToolsAttached: true,
        });
      }, ADDON_ID);
    },
    async withoutScripts(run) {
      await switchScripts(false);
      try {
        return await run(openTab);
      } finally {
        await switchScripts(true);
      }
    },
    async close() {
      await endBrowser(browser);
      if (!options.profile) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
    async crash() {
      const main = browser.process();
      const gone = new Promise((resolve) => main?.once('exit', resolve));
      killBrowser(browser);
      await gone;
    },
  };

  async function switchScripts(on: boolean): Promise<void> {
    await scope.call((value) => {
      (globalThis as unknown as FirefoxWindow).Services.prefs.setBoolPref('javascript.enabled', value);
    }, on);
  }
}

/** Offers of the extension for what stands behind its keyword in the address bar. */
async function typeInAddressBar(scope: ChromeScope, words: string): Promise<string[]> {
  await scope.call((typed) => {
    const { gURLBar } = globalThis as unknown as FirefoxWindow;
    gURLBar.focus();
    gURLBar.search(typed);
  }, `st ${words}`);
  return until('an offer', async () => {
    const offers = await scope.call(async () => {
      const { gURLBar } = globalThis as unknown as FirefoxWindow;
      const context = await gURLBar.lastQueryContextPromise;
      return context.results.flatMap(({ payload }) => (payload.content ? [payload.content] : []));
    });
    return offers.length > 1 ? offers.slice(1).map((offer) => offer.replace(/^st /, '')) : undefined;
  });
}

async function rightClick(tab: Page, selector: string): Promise<void> {
  const element = await tab.waitForSelector(selector);
  await element?.scrollIntoView();
  const box = await element?.boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen.`);
  await tab.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button: 'right' });
}
