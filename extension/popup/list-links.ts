import { tagKey } from '@stillpage/shared/tags.ts';
import { readBehind } from '../replica/behind.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { ALL } from '../replica/link-pages.ts';
import { linksById, linksInOrder, linksWithTags } from '../replica/read-links.ts';
import { chunkOf, loadSearchText, type SearchText, searchIds } from '../replica/search-text.ts';
import { change, inPanel, type PopupState, replica, state } from './state.ts';

/** Rows of a new list; those in view are read and drawn before the others, for drawing is most of the wait. */
const ROWS_FIRST = 20;
/** Links held while the popup searches, about half a kilobyte each. */
const NEWEST_HELD = 1_000;
/** Turns of the microtask queue that an answer from memory takes at most. */
const AT_ONCE_TURNS = 12;
/** Rows that scrolling adds. */
const ROWS_STEP = 50;
/** The least height of a row and the height of a popup's list, in CSS pixels. */
const ROW_PX = 45;
const LIST_PX = 270;
/** Tags that stand in view, as a rule. */
const TAGS_AHEAD = 12;
/** A page that is not in front paints nothing; its list is whole after this time, in milliseconds. */
const PAINT_MAX_MS = 200;

let searchText: SearchText | undefined;
/** The newest links by id: the first letters typed are found in almost everything, so their hits are among these. */
let newest = new Map<string, ReplicaLink>();

/** Loads the search text and the newest links ahead of the first key stroke. */
export async function prepareSearch(): Promise<void> {
  searchText ??= await loadSearchText(replica());
  const ahead = searchText;
  if (newest.size === 0) {
    const links = await linksInOrder(replica(), ALL, NEWEST_HELD);
    if (ahead === searchText) newest = new Map(links.map((link) => [link.id, link]));
  }
  for (let index = 0; index < ahead.head.chunks && ahead === searchText; index += 1)
    await chunkOf(ahead, index);
}

/** First rows of tags that may be chosen next, by the keys of the tags. */
const ahead = new Map<string, Promise<readonly ReplicaLink[]>>();

/** Reads the first rows of some tags before they are asked for: the pointer comes to a tag long before the click. */
export function lookAhead(tags: readonly string[]): Promise<readonly ReplicaLink[]> {
  const key = tags.map(tagKey).sort().join('\n');
  const links = ahead.get(key) ?? linksWithTags(replica(), tags, rowsInView());
  ahead.set(key, links);
  return links;
}

let latest = 0;

/** Lists the links for other words or tags; an answer overtaken by a later question is dropped. */
export async function ask(question: Partial<Pick<PopupState, 'typed' | 'chosenTags'>>): Promise<void> {
  latest += 1;
  const asked = latest;
  const inView = rowsInView();
  // On its way before anything is drawn.
  const first = find({ ...state, ...question }, inView);
  // Before anything is drawn, too: afterwards it would have the browser lay out everything for it.
  document.querySelector('#links')?.scrollTo(0, 0);
  // What is held already is drawn along with the question.
  const ready = await Promise.race([first, atOnce()]);
  change({ ...question, rows: ROWS_FIRST, ...(ready && asked === latest ? { links: ready } : {}) });
  const links = ready ?? (await first);
  if (asked !== latest) return;
  if (!ready) change({ links });
  if (links.length < inView) return;
  await painted();
  if (asked === latest) await listAgain();
}

/** Lists what is asked for as it is now, whole: after a change in the background, or for more of it. */
export async function listAgain(): Promise<void> {
  latest += 1;
  const asked = latest;
  const links = await find(state, state.rows);
  if (asked !== latest) return;
  // What has not changed stays the same object: its row is not drawn again.
  const shown = new Map(state.links.map((link) => [link.id, link]));
  const asShown = (link: ReplicaLink) => {
    const before = shown.get(link.id);
    return before && JSON.stringify(before) === JSON.stringify(link) ? before : link;
  };
  change({ links: links.map(asShown) });
}

/** The links of the first screen that are in view; `listAgain` gives the rest. */
export function firstLinks({ newest }: PopupState['first']): Pick<PopupState, 'links' | 'rows'> {
  return { links: newest.slice(0, rowsInView()), rows: ROWS_FIRST };
}

/** Reads what the first paint did not wait for: the rows below those in view, then the first rows of the tags in view. */
export async function readOn(): Promise<void> {
  await painted();
  if (state.listBroken) return;
  await listAgain();
  change({ behind: await readBehind(replica()) });
  for (const { tag } of state.first.tags.slice(0, TAGS_AHEAD)) await lookAhead([tag]);
}

/** Adds older links when the list is scrolled to its end. */
export async function showMore(): Promise<void> {
  const { links, rows } = state;
  if (links.length < rows) return;
  change({ rows: rows + ROWS_STEP });
  await listAgain();
}

/** Reads everything anew with the next question. */
export function forgetWhatWasRead(): void {
  searchText = undefined;
  newest.clear();
  ahead.clear();
}

/** Resolves when what was drawn last has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, PAINT_MAX_MS);
  });
}

function find(question: PopupState, limit: number): Promise<readonly ReplicaLink[]> {
  const { typed, chosenTags } = question;
  const isAhead = typed.trim() === '' && chosenTags.length > 0 && limit < ROWS_FIRST;
  return isAhead ? lookAhead(chosenTags) : read(question, limit);
}

async function read(
  { typed, chosenTags, first }: PopupState,
  limit: number,
): Promise<readonly ReplicaLink[]> {
  const words = typed.trim();
  if (words === '' && chosenTags.length > 0) return linksWithTags(replica(), chosenTags, limit);
  if (words === '')
    return limit <= first.newest.length ? first.newest.slice(0, limit) : linksInOrder(replica(), ALL, limit);
  searchText ??= await loadSearchText(replica());
  if (chosenTags.length === 0) return byIds(await searchIds(searchText, words, limit));
  const wanted = new Set(await searchIds(searchText, words, Number.MAX_SAFE_INTEGER));
  return linksWithTags(replica(), chosenTags, limit, ({ id }) => wanted.has(id));
}

async function byIds(ids: readonly string[]): Promise<readonly ReplicaLink[]> {
  const held = ids.flatMap((id) => newest.get(id) ?? []);
  return held.length === ids.length ? held : linksById(replica(), ids);
}

async function atOnce(): Promise<undefined> {
  for (let turn = 0; turn < AT_ONCE_TURNS; turn += 1) await undefined;
}

function rowsInView(): number {
  const height = document.querySelector('#links')?.clientHeight ?? (inPanel ? innerHeight : LIST_PX);
  return Math.min(Math.ceil(height / ROW_PX) + 1, ROWS_FIRST - 1);
}
