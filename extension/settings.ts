import type { Connection } from '@stillpage/shared/connect-string.ts';
import browser from './browser.ts';

/** What a person set on the options page. Tokens live in `storage.local` only, never synced. */
/** What a person may want kept of every page besides still, pictures and text. */
export type Extra = 'pdf' | 'archive';

export type Settings = {
  readonly connection?: Connection;
  /** Further backends that are known; one is in use at a time. */
  readonly others?: readonly Connection[];
  readonly defaultTags: readonly string[];
  readonly visibility: 'link' | 'private';
  /** Artifacts wanted beside the ones that are always made. */
  readonly extras?: readonly Extra[];
  /** Marks the button on pages that are saved already; needs the optional permission `tabs`. */
  readonly savedBadge?: boolean;
  /** Pictures of other sites are read for what is saved as seen; needs the optional host permission. */
  readonly otherSites?: boolean;
  /** Of `_locales`; the browser's when undefined. */
  readonly language?: 'en' | 'zh_CN' | undefined;
};

/** Where `storage.local` has them. */
export const SETTINGS_KEY = 'settings';
const DEFAULTS: Settings = { defaultTags: [], visibility: 'link' };

export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(SETTINGS_KEY);
  return { ...DEFAULTS, ...(stored[SETTINGS_KEY] as Partial<Settings> | undefined) };
}

export async function writeSettings(change: Partial<Settings>): Promise<void> {
  await browser.storage.local.set({ [SETTINGS_KEY]: { ...(await readSettings()), ...change } });
}

/** Uses a backend from now on; the one before stays known. */
export async function switchConnection(connection: Connection): Promise<void> {
  const { connection: before, others = [] } = await readSettings();
  const kept = [...(before ? [before] : []), ...others].filter(({ base }) => base !== connection.base);
  await writeSettings({ connection, others: kept });
}
