import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH, VIEW_LIMITS } from '@stillpage/shared/schemas/limits.ts';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import type { ViewInput } from '@stillpage/shared/schemas/view.ts';
import { mergeTags, TAGS_MAX_COUNT } from '@stillpage/shared/tags.ts';
import { pageAddress } from './page-address.ts';
import type { Settings } from './settings.ts';

/** What is saved: an address with what the person gave along. */
export type Wish = {
  readonly url: string;
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly note?: string;
};

/** A save with the id made here, so that its link exists before any network. Undefined when the address cannot be saved. */
export function requestFor(
  wish: Wish,
  settings: Settings,
  view?: ViewInput,
): (SaveRequest & { id: string }) | undefined {
  const url = parsePageUrl(pageAddress(wish.url));
  if (!url.ok) return undefined;
  return {
    id: newSnapshotId(),
    url: url.value.href,
    ...(wish.title ? { title: cut(wish.title, TITLE_MAX_LENGTH) } : {}),
    tags: mergeTags(settings.defaultTags, wish.tags ?? []).slice(0, TAGS_MAX_COUNT),
    ...(wish.note ? { note: cut(wish.note, NOTE_MAX_LENGTH) } : {}),
    ...(view ? { view } : {}),
    visibility: settings.visibility,
    ...(settings.extras?.length ? { artifacts: ['screenshot' as const, ...settings.extras] } : {}),
  };
}

/** As long as may be, without half a character at its end or anywhere: pages write such titles. */
function cut(words: string, most: number): string {
  return words
    .toWellFormed()
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '');
}

/** The window a tab is seen in; sizes that the API would refuse are brought within its limits. */
export function viewOf(
  tab: { width?: number; height?: number },
  screen?: { scale: number; dark: boolean },
): ViewInput {
  const within = (value: number, least: number, most: number) =>
    Math.min(Math.max(Math.round(value), least), most);
  return {
    width: within(tab.width || 1280, VIEW_LIMITS.minWidth, VIEW_LIMITS.maxWidth),
    height: within(tab.height || 800, VIEW_LIMITS.minHeight, VIEW_LIMITS.maxHeight),
    ...(screen
      ? {
          deviceScaleFactor: Math.min(Math.max(screen.scale, 1), VIEW_LIMITS.maxScale),
          colorScheme: screen.dark ? 'dark' : 'light',
        }
      : {}),
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  };
}
