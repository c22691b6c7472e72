import type { View } from '@stillpage/shared/schemas/view.ts';
import type { Browser, CDPSession } from 'puppeteer-core';
import type { FoundChromium } from '../browser/find-chromium.ts';
import { type CapturedPage, capturedPage } from './captured-page.ts';
import { countTimers } from './pending-timers.page.ts';
import { quietConsole } from './quiet-console.page.ts';

/** Dialogs closed before script is stopped: a person would have closed the window by then. */
const DIALOGS_MAX = 20;

export type PreparedPage = {
  readonly page: CapturedPage;
  /** The one session that emulation belongs to: ending it would undo the view. */
  readonly session: CDPSession;
  readonly frameId: string;
  /** The name of the page's timer count, different for each capture. */
  readonly timersKey: string;
  /** A download that Chromium was about to begin; it was refused. */
  readonly download: () => { url: string; name: string } | undefined;
  readonly crashed: Promise<void>;
  /** Addresses of workers' scripts; the page is never told when they have arrived. */
  readonly workerScripts: ReadonlySet<string>;
};

/** Makes the browser's one page look like the asker's window, and refuses everything a page could bother a person with. */
export async function preparePage(
  browser: Browser,
  chromium: FoundChromium,
  view: View,
): Promise<PreparedPage> {
  const page = await capturedPage(browser);
  const session = await page.createCDPSession();
  const browserSession = await browser.target().createCDPSession();
  const { targetInfo } = await session.send('Target.getTargetInfo');
  const timersKey = `_${Math.random().toString(36).slice(2)}`;
  let download: { url: string; name: string } | undefined;

  browserSession.on('Browser.downloadWillBegin', ({ url, suggestedFilename }) => {
    download ??= { url, name: suggestedFilename };
  });
  const workerScripts = new Set<string>();
  const noteWorker = ({ targetInfo: { type, url } }: { targetInfo: { type: string; url: string } }) => {
    if (type.endsWith('worker')) workerScripts.add(url);
  };
  session.on('Target.attachedToTarget', noteWorker);
  browserSession.on('Target.targetInfoChanged', noteWorker);
  browserSession.on('Target.targetCreated', noteWorker);
  browserSession.on('Target.targetCreated', ({ targetInfo: info }) => {
    if (info.type === 'page' && info.targetId !== targetInfo.targetId)
      void browserSession.send('Target.closeTarget', { targetId: info.targetId }).catch(() => {});
  });
  let dialogs = 0;
  // beforeunload is let go, everything else is dismissed; nobody else listens.
  session.on('Page.javascriptDialogOpening', ({ type }) => {
    dialogs += 1;
    if (dialogs > DIALOGS_MAX) void session.send('Runtime.terminateExecution').catch(() => {});
    void session.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => {});
  });
  const crashed = new Promise<void>((resolve) => {
    session.once('Inspector.targetCrashed', () => resolve());
  });

  await Promise.all([
    browserSession.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true }),
    browserSession.send('Target.setDiscoverTargets', { discover: true }),
    session.send('Page.enable'),
    session.send('Inspector.enable'),
    session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    session.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${quietConsole})();(${countTimers})(${JSON.stringify(timersKey)})`,
      runImmediately: false,
    }),
    emulateView(session, chromium, view),
  ]);
  return {
    page,
    session,
    frameId: targetInfo.targetId,
    timersKey,
    download: () => download,
    crashed,
    workerScripts,
  };
}

async function emulateView(session: CDPSession, chromium: FoundChromium, view: View): Promise<void> {
  const major = chromium.version.split('.')[0] ?? '';
  const mac = process.platform === 'darwin';
  await Promise.all([
    setWindow(session, view, view.height),
    session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: view.colorScheme }],
    }),
    session.send('Emulation.setLocaleOverride', { locale: view.locale }),
    // The shipped Chromium draws "monospace" as Courier New; people's browsers ask the system which family that is, and
    // code editors lay their lines out by what they measure.
    ...(process.platform === 'linux'
      ? [session.send('Page.setFontFamilies', { fontFamilies: { fixed: 'Monospace' } })]
      : []),
    // An unknown zone is the caller's mistake, not a reason to lose the page.
    session.send('Emulation.setTimezoneOverride', { timezoneId: view.timezone }).catch(() => {}),
    session.send('Emulation.setUserAgentOverride', {
      userAgent: chromium.userAgent,
      acceptLanguage: languagesOf(view.locale),
      platform: mac ? 'MacIntel' : 'Linux x86_64',
      userAgentMetadata: {
        brands: [
          { brand: 'Chromium', version: major },
          { brand: 'Not_A Brand', version: '99' },
        ],
        fullVersionList: [{ brand: 'Chromium', version: chromium.version }],
        platform: mac ? 'macOS' : 'Linux',
        platformVersion: '',
        architecture: process.arch === 'arm64' ? 'arm' : 'x86',
        model: '',
        mobile: false,
      },
    }),
  ]);
}

/**
 * The view's window with another height; `setDeviceMetricsOverride` belongs to the session it was set on. A window that
 * is `unseen` is one for the page alone: it is laid out and loads what lies in it, and the browser paints what it
 * painted before. To draw and decode all of a long page that nobody looks at takes most of the time that it is shown.
 */
export async function setWindow(
  session: CDPSession,
  view: View,
  height: number,
  unseen = false,
): Promise<void> {
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: view.width,
    height,
    deviceScaleFactor: view.deviceScaleFactor,
    mobile: false,
    screenWidth: view.width,
    screenHeight: view.height,
    dontSetVisibleSize: unseen,
  });
}

/** `zh-CN` asks for zh-CN, then zh, then English, as a browser installed in that language does. */
export function languagesOf(locale: string): string {
  const base = locale.split('-')[0] ?? locale;
  return [...new Set([locale, base, 'en-US', 'en'])].join(',');
}
