import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import puppeteer, { type Browser, type LaunchOptions as PuppeteerOptions } from 'puppeteer-core';
import { type EgressGuard, type EgressGuardOptions, startEgressGuard } from '../egress-guard/egress-guard.ts';
import { chromiumFlags } from './chromium-flags.ts';
import type { FoundChromium } from './find-chromium.ts';
import { watchGroup } from './process-memory.ts';
import { GROUP_FILE, killGroup, makeBrowserFolder, noteGroup, wipe } from './work-folder.ts';

/** Longest a launch may take, in milliseconds: 0.1 s on a quiet machine, seconds on a cold and busy one. */
const LAUNCH_TIMEOUT_MS = 30_000;
/** Longest one protocol call may take, in milliseconds; the capture's own budgets are all shorter than the outer one. */
const PROTOCOL_TIMEOUT_MS = 120_000;
/**
 * Stack of the browser's main threads where the machine allows it, in KB: layout goes as deep as elements are nested, and
 * the usual 8 MB end a page of 3,000 levels. What is not used takes no memory.
 */
const STACK_KB = 65_520;
/** Longest to wait for a killed process to be gone, in milliseconds. */
const END_TIMEOUT_MS = 5000;
/** The same for the rest of its group. */
const GROUP_TIMEOUT_MS = 1000;
const GROUP_POLL_MS = 10;

/** One running Chromium behind its own guard, with its own folder; for one capture only. */
export type LaunchedBrowser = {
  readonly browser: Browser;
  readonly guard: EgressGuard;
  /** Process id of the leader, and of its group. */
  readonly group: number;
  /** All that it writes. */
  readonly folder: string;
  /** Resolves when the browser's main process is gone, whoever ended it. */
  readonly gone: Promise<void>;
  /** Ends every process of the group at once, then wipes the folder. Never throws, may be called twice. */
  end(): Promise<void>;
};

export type LaunchOptions = {
  readonly chromium: FoundChromium;
  readonly workFolder: string;
  readonly sandbox: boolean;
  readonly guard?: EgressGuardOptions;
  readonly signal?: AbortSignal;
};

/** Launches a fresh Chromium; throws when it does not start. */
export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  const { chromium, workFolder, sandbox, signal } = options;
  const folder = await makeBrowserFolder(workFolder);
  const guard = await startEgressGuard(options.guard);
  const profile = join(folder, 'profile');
  let child: ChildProcess | null = null;
  try {
    await mkdir(profile);
    const flags = chromiumFlags({ proxy: guard.origin, profile, userAgent: chromium.userAgent, sandbox });
    const browser = await launchWithin(LAUNCH_TIMEOUT_MS, signal, {
      // The shell's only work is to forbid core files, which would fill the disk, to allow a deep stack, to leave the
      // caller's folder, and to say who runs in this one from then on.
      executablePath: '/bin/sh',
      args: [
        '-c',
        `ulimit -c 0; (ulimit -s ${STACK_KB}) 2>/dev/null && ulimit -s ${STACK_KB}; cd "$0" && echo $$ >${GROUP_FILE} && exec "$@"`,
        folder,
        chromium.executable,
        ...flags,
      ],
      ignoreDefaultArgs: true,
      pipe: true,
      env: cleanEnvironment(chromium, folder),
      userDataDir: profile,
      defaultViewport: null,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: LAUNCH_TIMEOUT_MS,
      protocolTimeout: PROTOCOL_TIMEOUT_MS,
    });
    child = browser.process();
    const group = child?.pid;
    if (!child || group === undefined) throw new Error('Chromium was launched without a process.');
    const running = child;
    const gone = new Promise<void>((resolve) => {
      if (running.exitCode !== null || running.signalCode !== null) resolve();
      else running.once('exit', () => resolve());
    });
    await noteGroup(folder, group);
    let ended: Promise<void> | undefined;
    const end = () => {
      ended ??= (async () => {
        killGroup(group);
        guard.close();
        await goneWithin(gone, END_TIMEOUT_MS);
        await groupGone(group);
        await wipe(folder);
      })();
      return ended;
    };
    return { browser, guard, group, folder, gone, end };
  } catch (error) {
    if (child?.pid) killGroup(child.pid);
    guard.close();
    await wipe(folder);
    throw error;
  }
}

/**
 * Launches, or kills what it started and rejects when the time is up or the signal aborts. Puppeteer alone would wait
 * for ever for a browser that ends in the middle of its first words.
 */
async function launchWithin(
  milliseconds: number,
  signal: AbortSignal | undefined,
  options: PuppeteerOptions,
): Promise<Browser> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const stop = () => ending.abort(signal?.reason);
  const timer = setTimeout(
    () => ending.abort(new Error(`Chromium did not start in ${milliseconds / 1000} s.`)),
    milliseconds,
  );
  signal?.addEventListener('abort', stop, { once: true });
  const ended = new Promise<never>((_resolve, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
  });
  const launching = puppeteer.launch({ ...options, signal: ending.signal });
  launching.catch(() => {});
  try {
    return await Promise.race([launching, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Nothing of the server's environment reaches the browser: no credentials, no proxies, no home. */
function cleanEnvironment(chromium: FoundChromium, folder: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    TMPDIR: folder,
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
    LANG: 'C.UTF-8',
    ...(chromium.fontsConf ? { FONTCONFIG_FILE: chromium.fontsConf } : {}),
    ...(chromium.libraries ? { LD_LIBRARY_PATH: chromium.libraries } : {}),
  };
}

/** Waits for the last of a killed group: one that held much memory takes a moment to let it go. */
async function groupGone(group: number): Promise<void> {
  const watched = watchGroup(group);
  for (let waited = 0; waited < GROUP_TIMEOUT_MS; waited += GROUP_POLL_MS) {
    if (!watched.isAlive()) return;
    await delay(GROUP_POLL_MS);
  }
}

async function goneWithin(gone: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([gone, late]);
  clearTimeout(timer);
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
