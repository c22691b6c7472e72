import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type CDPSession, type Page, type Target } from 'puppeteer-core';
import { findBrowser } from '../setup/browsers.mjs';
import { endBrowser, killBrowser } from '../setup/end-browser.ts';
import { builtExtension, grantIn } from './built-extension.ts';
import { type DrivenBrowser, type Popup, type StartOptions, until } from './driven-browser.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--hide-scrollbars',
];

/** Starts a headless Chromium with the extension. */
export async function startChromium(options: StartOptions = {}): Promise<DrivenBrowser> {
  const { language = 'en-US', dark = false, scale = 1, width = 1280, height = 800, flags = [] } = options;
  const executablePath = findBrowser('chromium');
  if (!executablePath) throw new Error('No Chromium was found; npm test installs one.');
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'stillpage-chromium-')));
  // A copy: the browser reads the files when it needs them, and a build in between empties their folder.
  const folder = join(profile, 'extension');
  await cp(builtExtension('chromium'), folder, { recursive: true });
  await grantIn(folder, options.grant);
  const browser = await puppeteer.launch({
    executablePath,
    enableExtensions: true,
    pipe: true,
    userDataDir: profile,
    defaultViewport: null,
    args: [
      ...FLAGS,
      `--lang=${language}`,
      `--accept-lang=${language}`,
      // Headless Chromium's own screen is 800x600 and would cut the popup.
      '--screen-info={1920x1440}',
      `--window-size=${width},${height}`,
      `--force-device-scale-factor=${scale}`,
      ...(dark ? ['--force-dark-mode'] : []),
      ...flags,
    ],
    // The interface language follows the environment on Linux.
    env: { ...process.env, LANGUAGE: language.replace('-', '_') },
  });
  const id = await browser.installExtension(folder);
  const extension = await until('the extension', async () => (await browser.extensions()).get(id));

  const isWorker = (target: Target) => target.type() === 'service_worker' && target.url().includes(id);
  const openExtensionPage = (path: string) => openTab(`chrome-extension://${id}/${path}`);
  /** The live worker; one that was ended is woken as any of the extension's own pages wakes it. */
  const worker = async () => {
    if (!browser.targets().some(isWorker)) {
      const page = await openExtensionPage('options/index.html');
      await page.evaluate(() => chrome.runtime.sendMessage('wake').catch(() => {}));
      await page.close();
    }
    const target = await browser.waitForTarget(isWorker);
    return until('the worker', () => target.worker());
  };
  const openTab = async (url: string) => {
    const tab = await browser.newPage();
    await tab.goto(url);
    return tab;
  };
  await worker();

  return {
    name: 'chromium',
    version: await browser.version(),
    openTab,
    pages: () => browser.pages(),
    openExtensionPage,
    async clickToolbar(tab) {
      const popups = async () =>
        (await extension.pages()).filter((candidate) => candidate.url().endsWith('/popup/index.html'));
      // A second click closes an open popup.
      for (const open of await popups()) await open.close();
      await tab.bringToFront();
      await extension.triggerAction(tab);
      const page = await until('the popup', async () => (await popups())[0]);
      await page.waitForSelector('header');
      return popupOf(page);
    },
    async fireCommand(name, tab) {
      await (await worker()).evaluate(
        (command, about) => (chrome.commands.onCommand as unknown as Dispatcher).dispatch(command, about),
        name,
        await asTabOf(tab),
      );
    },
    async chooseMenu(context, selector, tab) {
      const about = await asTabOf(tab);
      const { linkUrl, srcUrl, selectionText } = await tab.$eval(selector, (element) => ({
        linkUrl: (element as HTMLAnchorElement).href ?? '',
        srcUrl: (element as HTMLImageElement).src ?? '',
        selectionText: String(getSelection()),
      }));
      await (await worker()).evaluate(
        (info, clicked) => (chrome.contextMenus.onClicked as unknown as Dispatcher).dispatch(info, clicked),
        {
          menuItemId: context,
          pageUrl: about.url,
          editable: false,
          ...(context === 'link' ? { linkUrl } : {}),
          ...(context === 'image' ? { srcUrl } : {}),
          ...(context === 'selection' ? { selectionText } : {}),
        },
        about,
      );
    },
    async askOmnibox(words) {
      return await (await worker()).evaluate(
        (typed) =>
          new Promise<string[]>((resolve) => {
            (chrome.omnibox.onInputChanged as unknown as Dispatcher).dispatch(
              typed,
              (offers: { content: string }[]) => resolve(offers.map(({ content }) => content)),
            );
          }),
        words,
      );
    },
    async enterOmnibox(words) {
      await (await worker()).evaluate(
        (typed) => (chrome.omnibox.onInputEntered as unknown as Dispatcher).dispatch(typed, 'currentTab'),
        words,
      );
    },
    async killBackground() {
      await (await browser.targets().find(isWorker)?.worker())?.close();
      await until('the end of the worker', () => !browser.targets().some(isWorker));
    },
    async withoutScripts(run) {
      return run(async (url) => {
        const tab = await browser.newPage();
        await tab.setJavaScriptEnabled(false);
        await tab.goto(url);
        return tab;
      });
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
}

/** No protocol reaches the browser's own menus and keys: the event is given to the listener as the browser gives it. */
type Dispatcher = { dispatch(...args: unknown[]): void };

async function asTabOf(page: Page) {
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  return { url: page.url(), title: await page.title(), width, height };
}

function popupOf(page: Page): Popup {
  let session: Promise<CDPSession> | undefined;
  const ask = async (run: (session: CDPSession) => Promise<unknown>) => {
    session ??= page.createCDPSession();
    await run(await session);
  };
  return {
    evaluate: <T, A extends readonly unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A) =>
      page.evaluate(run as unknown as (...args: unknown[]) => T | Promise<T>, ...args) as Promise<T>,
    async click(selector) {
      await (await page.waitForSelector(selector, { visible: true }))?.click();
    },
    type: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    compose: (text) =>
      ask((session) =>
        session.send('Input.imeSetComposition', {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        }),
      ),
    commit: (text) => ask((session) => session.send('Input.insertText', { text })),
    pressWhileComposing: (key) =>
      ask((session) =>
        // 229 is what every platform gives a page for a key that its input method took.
        session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 }),
      ),
    picture: () => page.screenshot(),
    async close() {
      await page.close();
    },
  };
}
