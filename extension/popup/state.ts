import { signal } from '@preact/signals';
import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import browser, { type Tabs } from 'webextension-polyfill';
import { isOutboxKey, type OutboxEntry, readOutbox } from '../background/outbox.ts';
import {
  type FirstScreen,
  openReplica,
  type Replica,
  type ReplicaLink,
  type ReplicaTag,
} from '../replica/database.ts';
import { allTags, linksBefore, linksById, linksWithTags, readFirstScreen } from '../replica/read-links.ts';
import { loadSearchText, type SearchText, searchIds } from '../replica/search-text.ts';
import { FIRST_LINKS } from '../replica/write-links.ts';
import { readSettings, type Settings } from '../settings.ts';

/** Hits shown for a search or a tag. */
const HITS_MAX = 100;

export const settings = signal<Settings>({ defaultTags: [], visibility: 'link' });
export const tab = signal<Tabs.Tab | undefined>(undefined);
/** The link of the page this popup was opened on, when it is saved already. */
export const known = signal<ReplicaLink | undefined>(undefined);
export const first = signal<FirstScreen>({ total: 0, tags: [], tagsTotal: 0, newest: [] });
export const outbox = signal<readonly OutboxEntry[]>([]);
export const everyTag = signal<readonly ReplicaTag[] | undefined>(undefined);
export const chosenTags = signal<readonly string[]>([]);
export const typed = signal('');
/** What the list shows: newest, or the links of the chosen tags and words. */
export const links = signal<readonly ReplicaLink[]>([]);

let replica: Replica;
let searchText: SearchText | undefined;

/** Reads what the first screen needs, side by side; no network. */
export async function load(): Promise<void> {
  const [database, set, tabs, waiting] = await Promise.all([
    openReplica(),
    readSettings(),
    browser.tabs.query({ active: true, currentWindow: true }),
    readOutbox(),
  ]);
  replica = database;
  const screen = await readFirstScreen(database);
  settings.value = set;
  outbox.value = waiting;
  first.value = screen;
  links.value = screen.newest;
  tab.value = tabs[0];
  known.value = await knownLink(tabs[0]?.url);
}

async function knownLink(url: string | undefined): Promise<ReplicaLink | undefined> {
  const canonical = url ? canonicalUrl(url) : undefined;
  return canonical?.ok ? replica.get('links', await linkIdOf(canonical.value)) : undefined;
}

/** Reads everything again that a change in the background may have touched; the person's own input stays. */
export async function refresh(): Promise<void> {
  const screen = await readFirstScreen(replica);
  first.value = screen;
  searchText = undefined;
  everyTag.value = undefined;
  outbox.value = await readOutbox();
  known.value = await knownLink(tab.value?.url);
  await showLinks();
}

/** Loads the search text ahead of the first key stroke. */
export async function prepareSearch(): Promise<SearchText> {
  searchText ??= await loadSearchText(replica);
  return searchText;
}

/** Every tag for completion, read when first needed. */
export async function prepareTags(): Promise<readonly ReplicaTag[]> {
  everyTag.value ??= await allTags(replica);
  return everyTag.value;
}

let latest = 0;
/** Shows the links that match the chosen tags and words; an answer overtaken by a later question is dropped. */
export async function showLinks(): Promise<void> {
  latest += 1;
  const asked = latest;
  const words = typed.value.trim();
  const tags = chosenTags.value;
  let found: readonly ReplicaLink[];
  if (words === '' && tags.length === 0) found = first.value.newest;
  else if (words === '') found = await linksWithTags(replica, tags, HITS_MAX);
  else {
    const limit = tags.length > 0 ? Number.MAX_SAFE_INTEGER : HITS_MAX;
    const ids = searchIds(await prepareSearch(), words, limit);
    if (tags.length === 0) found = await linksById(replica, ids);
    else {
      const wanted = new Set(ids);
      found = (await linksWithTags(replica, tags, Number.MAX_SAFE_INTEGER))
        .filter((link) => wanted.has(link.id))
        .slice(0, HITS_MAX);
    }
  }
  if (asked === latest) links.value = found;
}

/** Adds older links when the newest are scrolled to their end. */
export async function showMore(): Promise<void> {
  const last = links.value.at(-1);
  if (
    !last ||
    typed.value.trim() !== '' ||
    chosenTags.value.length > 0 ||
    links.value.length >= first.value.total
  )
    return;
  const more = await linksBefore(replica, last.updatedAt, FIRST_LINKS);
  if (links.value.at(-1) === last) links.value = [...links.value, ...more];
}

/** Follows the background while the popup is open: it writes storage whenever a save moves on. */
export function followBackground(signal: AbortSignal): void {
  const changed = (changes: Record<string, unknown>) => {
    if (Object.keys(changes).some((key) => isOutboxKey(key) || key === 'watched')) void refresh();
  };
  browser.storage.local.onChanged.addListener(changed);
  signal.addEventListener('abort', () => browser.storage.local.onChanged.removeListener(changed));
}

/** The viewer page of a link's newest version. */
export function stillAddress(snapshotId: string): string {
  return `${settings.value.connection?.base ?? ''}/s/${snapshotId}`;
}
