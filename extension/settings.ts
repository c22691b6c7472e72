import type { Connection } from '@stillpage/shared/connect-string.ts';
import browser from './browser.ts';

/** What a person set on the options page. The token lives in `storage.local` only, never synced. */
export type Settings = {
  readonly connection?: Connection;
  readonly defaultTags: readonly string[];
  readonly visibility: 'link' | 'private';
  /** Marks the button on pages that are saved already; needs the optional permission `tabs`. */
  readonly savedBadge?: boolean;
};

const KEY = 'settings';
const DEFAULTS: Settings = { defaultTags: [], visibility: 'link' };

export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(KEY);
  return { ...DEFAULTS, ...(stored[KEY] as Partial<Settings> | undefined) };
}

export async function writeSettings(change: Partial<Settings>): Promise<void> {
  await browser.storage.local.set({ [KEY]: { ...(await readSettings()), ...change } });
}

/** Forgets the backend; the other settings stay. */
export async function forgetConnection(): Promise<void> {
  const { connection: _forgotten, ...rest } = await readSettings();
  await browser.storage.local.set({ [KEY]: rest });
}

/** Keeps content scripts and pages from ever reading the token, where the browser can. */
export async function shutStorage(): Promise<void> {
  const area = browser.storage.local as unknown as {
    setAccessLevel?: (level: { accessLevel: string }) => Promise<void>;
  };
  await area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
