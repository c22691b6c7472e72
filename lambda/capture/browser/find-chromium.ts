import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { CHROMIUM_IS_SHIPPED, ensureShippedChromium } from '../../setup/chromium.ts';
import { ensureFonts } from '../../setup/fonts.ts';

/** A Chromium on this machine and what it needs to run well. */
export type FoundChromium = {
  readonly executable: string;
  /** `153.0.8010.0` */
  readonly version: string;
  /** An ordinary Chrome's, of the same major version and platform. */
  readonly userAgent: string;
  /** For LD_LIBRARY_PATH. */
  readonly libraries?: string;
  /** For FONTCONFIG_FILE; Linux only. */
  readonly fontsConf?: string;
};

/** Where an installed Chrome or Chromium is looked for when none is shipped or named. */
const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

/** Longest a browser may take to tell its version, in milliseconds: 30 s were too few for a machine with twenty times its work. */
const VERSION_TIMEOUT_MS = 120_000;

/** The named Chromium, else the one in STILLPAGE_CHROMIUM, else the shipped one, else an installed one. Throws with what to do. */
export async function findChromium(named?: string): Promise<FoundChromium> {
  const chosen = named ?? (process.env.STILLPAGE_CHROMIUM || undefined);
  if (chosen !== undefined && !existsSync(chosen)) throw new Error(`There is no Chromium at ${chosen}.`);
  const [{ executable, libraries }, fontsConf] = await Promise.all([
    chosen !== undefined ? { executable: chosen, libraries: undefined } : shippedOrInstalled(),
    process.platform === 'linux' ? ensureFonts() : undefined,
  ]);
  const version = await versionOf(executable, libraries);
  return {
    executable,
    version,
    userAgent: userAgentOf(version),
    ...(libraries === undefined ? {} : { libraries }),
    ...(fontsConf === undefined ? {} : { fontsConf }),
  };
}

async function shippedOrInstalled(): Promise<{ executable: string; libraries?: string }> {
  if (CHROMIUM_IS_SHIPPED) return ensureShippedChromium();
  const executable = INSTALLED.find((path) => existsSync(path));
  if (executable) return { executable };
  throw new Error(
    `Install Chrome or Chromium, or name one in STILLPAGE_CHROMIUM: none is shipped for ${process.platform} ${process.arch}.`,
  );
}

async function versionOf(executable: string, libraries?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(executable, ['--version'], {
    timeout: VERSION_TIMEOUT_MS,
    // Asked politely it ends as if it had answered.
    killSignal: 'SIGKILL',
    env: { PATH: process.env.PATH ?? '', ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
  });
  const version = /\d+\.\d+\.\d+\.\d+/.exec(stdout)?.[0];
  if (!version) throw new Error(`${executable} --version says ${JSON.stringify(stdout)}: not a Chromium.`);
  return version;
}

/** Chrome itself gives only the major version and one name for each platform. */
function userAgentOf(version: string): string {
  const platform = process.platform === 'darwin' ? 'Macintosh; Intel Mac OS X 10_15_7' : 'X11; Linux x86_64';
  const major = version.split('.')[0];
  return `Mozilla/5.0 (${platform}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}
