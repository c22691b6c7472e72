import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { createClient } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import type { Tabs } from 'webextension-polyfill';
import { isEditKey, readAllEdits, type WaitingEdit } from '../background/edits.ts';
import { isOutboxKey, type OutboxEntry, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import {
  type FirstScreen,
  openReplica,
  REPLICA_CHANGED,
  type Replica,
  type ReplicaLink,
  type ReplicaTag,
} from '../replica/database.ts';
import { ALL } from '../replica/link-pages.ts';
import { allTags, linksById, linksInOrder, linksWithTags, readFirstScreen } from '../replica/read-links.ts';
import { chunkOf, loadSearchText, type SearchText, searchIds } from '../replica/search-text.ts';
import { FIRST_LINKS } from '../replica/write-links.ts';
import { isProgressKey, readProgress, type SeenProgress } from '../seen/progress.ts';
import { readSettings, type Settings } from '../settings.ts';

/** Rows drawn at first, three times what the list shows: drawing them is most of what a key stroke waits for. */
const ROWS_FIRST = 20;
/** Hits that scrolling adds. */
const HITS_STEP = 50;

/** Everything the popup shows; a component draws from it and nothing else. */
export type PopupState = {
  readonly settings: Settings;
  readonly tab?: Tabs.Tab | undefined;
  /** The link of the page this popup was opened on, when it is saved already. */
  readonly known?: ReplicaLink | undefined;
  readonly first: FirstScreen;
  readonly outbox: readonly OutboxEntry[];
  /** Changes of links that the backend does not know yet. */
  readonly edits: readonly WaitingEdit[];
  /** Every tag of the library, once something needed more than the first screen's. */
  readonly everyTag?: readonly ReplicaTag[] | undefined;
  readonly tagsOpen: boolean;
  readonly chosenTags: readonly string[];
  /** Words in the search field. */
  readonly typed: string;
  /** Most hits shown for a search or a tag. */
  readonly hits: number;
  /** What the list shows: newest, or the links of the chosen tags and words. */
  readonly links: readonly ReplicaLink[];
  /** What the person changed on the page's card; undefined where nothing. */
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The link whose row is being edited, with what was changed so far. */
  readonly editing?:
    | { readonly id: string; readonly title: string; readonly tags: readonly string[] }
    | undefined;
  /** A link deleted a moment ago, for whoever did not mean it. */
  readonly deleted?: ReplicaLink | undefined;
  /** Its save, where that waited still. */
  readonly deletedSave?: OutboxEntry | undefined;
  /** The server whose own page this tab shows. */
  readonly here?: Connection | undefined;
  /** What the backend says of the page's newest version. */
  readonly record?: SnapshotAnswer | undefined;
  readonly progress?: SeenProgress | undefined;
  /** Tags of the library that fit the page, from the backend. */
  readonly suggested: readonly string[];
  /** Every version of the page, once asked for. */
  readonly versions?: readonly SnapshotAnswer[] | undefined;
  /** The tag field that has the focus. */
  readonly field: string;
  /** A tag half typed, the completions offered for it, and the one the arrows are on (-1: none). */
  readonly draft: string;
  readonly offers: readonly ReplicaTag[];
  readonly offer: number;
  /** The snapshot made by this popup's Save. */
  readonly savedId?: string | undefined;
  /** That save is of what this tab shows. */
  readonly savedSeen?: boolean;
  readonly copied: boolean;
};

export let state: PopupState = {
  settings: { defaultTags: [], visibility: 'link' },
  first: { total: 0, tags: [], tagsTotal: 0, newest: [] },
  outbox: [],
  edits: [],
  tagsOpen: false,
  chosenTags: [],
  typed: '',
  hits: ROWS_FIRST,
  links: [],
  suggested: [],
  field: 'tag',
  draft: '',
  offers: [],
  offer: -1,
  copied: false,
};

let draw = () => {};

/** Names what draws the state; called once, when the first screen has been read. */
export function drawWith(drawing: () => void): void {
  draw = drawing;
  draw();
}

/** Changes the state and draws it. */
export function change(changes: Partial<PopupState>): void {
  state = { ...state, ...changes };
  draw();
}

let database: Replica;
export const replica = () => database;
let searchText: SearchText | undefined;

/** Reads what the first screen needs, side by side; no network. */
export async function load(): Promise<void> {
  const [opened, settings, tabs, outbox, edits] = await Promise.all([
    openReplica(),
    readSettings(),
    browser.tabs.query({ active: true, currentWindow: true }),
    readOutbox(),
    readAllEdits(),
  ]);
  database = opened;
  const first = await readFirstScreen(database);
  const tab = tabs[0];
  change({
    settings,
    tab,
    first,
    links: first.newest.slice(0, ROWS_FIRST),
    outbox,
    edits,
    known: await knownLink(tab?.url),
  });
}

/** The same popup beside the page: Chromium's side panel, Firefox's sidebar. */
export const inPanel = document.body.classList.contains('panel');

/** Turns to the tab in front; what was typed for the one before is dropped. */
export async function readTab(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.url === state.tab?.url && tab?.id === state.tab?.id) return;
  const fresh = {
    title: undefined,
    tags: undefined,
    savedId: undefined,
    savedSeen: false,
    record: undefined,
    versions: undefined,
    suggested: [],
  };
  change({ ...fresh, tab, known: await knownLink(tab?.url) });
  void readRecord();
  void readSuggestions();
}

async function knownLink(url: string | undefined): Promise<ReplicaLink | undefined> {
  const canonical = url ? canonicalUrl(url) : undefined;
  return canonical?.ok ? (await linksById(database, [await linkIdOf(canonical.value)]))[0] : undefined;
}

/** Reads everything again that a change in the background may have touched; the person's own input stays. */
export async function refresh(): Promise<void> {
  searchText = undefined;
  change({
    first: await readFirstScreen(database),
    everyTag: undefined,
    outbox: await readOutbox(),
    known: await knownLink(state.tab?.url),
  });
  void readRecord();
  await showLinks();
}

/** Asks the backend what became of the page's newest version: whether the site showed it a wall. */
export async function readRecord(): Promise<void> {
  const { known, settings, record } = state;
  if (!known?.snapshotId || known.rev === 0 || !settings.connection) return;
  if (record?.id === known.snapshotId && record.status === known.status) return;
  const answer = await createClient(settings.connection).snapshot(known.snapshotId);
  if (answer.ok) change({ record: answer.value });
}

/** Asks the backend for tags that fit the page; without an answer there are none. */
export async function readSuggestions(): Promise<void> {
  const { tab, settings } = state;
  if (!settings.connection || !tab?.url || !/^https?:/.test(tab.url)) return;
  const about = { url: tab.url.slice(0, 8_000), title: (tab.title ?? '').slice(0, 1_000) };
  const answer = await createClient(settings.connection).suggestTags({ ...about, limit: 6 });
  if (answer.ok && tab === state.tab) change({ suggested: answer.value.tags.map(({ tag }) => tag) });
}

/** Loads the search text ahead of the first key stroke. */
export async function prepareSearch(): Promise<void> {
  searchText ??= await loadSearchText(database);
  const ahead = searchText;
  for (let index = 0; index < ahead.head.chunks && ahead === searchText; index += 1)
    await chunkOf(ahead, index);
}

/** Every tag for completion, read when first needed. */
export async function prepareTags(): Promise<readonly ReplicaTag[]> {
  const tags = state.everyTag ?? (await allTags(database));
  if (state.everyTag === undefined) change({ everyTag: tags });
  return tags;
}

let latest = 0;
/** Shows the links that match the chosen tags and words; an answer overtaken by a later question is dropped. */
export async function showLinks(): Promise<void> {
  latest += 1;
  const asked = latest;
  const words = state.typed.trim();
  const tags = state.chosenTags;
  const { hits } = state;
  let found: readonly ReplicaLink[];
  if (words === '' && tags.length === 0) found = state.first.newest.slice(0, hits);
  else if (words === '') found = await linksWithTags(database, tags, hits);
  else {
    searchText ??= await loadSearchText(database);
    const ids = await searchIds(searchText, words, tags.length > 0 ? Number.MAX_SAFE_INTEGER : hits);
    const wanted = new Set(ids);
    found =
      tags.length > 0
        ? await linksWithTags(database, tags, hits, (link) => wanted.has(link.id))
        : await linksById(database, ids);
  }
  if (asked === latest) change({ links: found });
}

/** Adds older links when the list is scrolled to its end. */
export async function showMore(): Promise<void> {
  const { links, typed, chosenTags, hits, first } = state;
  const last = links.at(-1);
  if (typed.trim() !== '' || chosenTags.length > 0) {
    if (links.length < hits) return;
    change({ hits: hits + HITS_STEP });
    return showLinks();
  }
  if (!last || links.length >= first.total) return;
  const more = await linksInOrder(database, ALL, FIRST_LINKS, last);
  if (state.links.at(-1) === last) change({ links: [...links, ...more] });
}

/** Follows the background while the popup is open: it writes storage whenever a save moves on. */
export function followBackground(signal: AbortSignal): void {
  const changed = (changes: Record<string, unknown>) => {
    const keys = Object.keys(changes);
    if (keys.some((key) => isOutboxKey(key) || key === REPLICA_CHANGED)) void refresh();
    if (keys.some(isEditKey)) void readAllEdits().then((edits) => change({ edits }));
    if (keys.some(isProgressKey) && state.savedId)
      void readProgress(state.savedId).then((progress) => change({ progress }));
  };
  browser.storage.local.onChanged.addListener(changed);
  signal.addEventListener('abort', () => browser.storage.local.onChanged.removeListener(changed));
}

/** The viewer page of a link's newest version. */
export function stillAddress(snapshotId: string): string {
  return `${state.settings.connection?.base ?? ''}/s/${snapshotId}`;
}
