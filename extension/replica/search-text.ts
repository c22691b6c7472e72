import type { Replica, ReplicaLink } from './database.ts';
import { byTime } from './link-pages.ts';
import { linksById } from './read-links.ts';

/** What there is of the search text; its columns lie beside it in chunks of rows, see `chunkKey`. */
export type SearchHead = { readonly built: number; readonly chunks: number };

/** Some rows of the search text, newest link first: ids of one width, and lower-case lines, row `i` from `starts[i]`. */
export type SearchChunk = {
  readonly built: number;
  readonly width: number;
  readonly ids: string;
  readonly starts: Uint32Array;
  readonly text: string;
};

/** Key of the head among the blobs. */
export const SEARCH_HEAD = 'search';

export const chunkKey = (index: number) => `${SEARCH_HEAD}:${index}`;

/** Characters of a note that a search looks into: all of a short one, and no long ones of 100,000 links in memory. */
const NOTE_SEARCHED = 200;

/** What a search looks into: title, host and path, tags, note; one lower-case line. */
export function searchLine(link: ReplicaLink): string {
  let address = link.url;
  try {
    address = decodeURI(link.url);
  } catch {
    // Not valid UTF-8 behind the percent signs: the raw address is searched.
  }
  return `${link.title} ${address.replace(/^https?:\/\/(www\.)?/, '')} ${link.tags.join(' ')} ${link.note?.slice(0, NOTE_SEARCHED) ?? ''}`
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\n/g, ' ');
}

/** The search text with the links it does not know yet; chunks are read when a search gets to them, and then held. */
export type SearchText = {
  readonly replica: Replica;
  readonly head: SearchHead;
  readonly chunks: SearchChunk[];
  readonly fresh: readonly { id: string; line: string }[];
  readonly stale: ReadonlySet<string>;
};

export async function loadSearchText(replica: Replica): Promise<SearchText> {
  const { store } = replica.transaction('blob');
  const [head = { built: 0, chunks: 0 }, unindexed = []] = (await Promise.all([
    store.get(SEARCH_HEAD),
    store.get('unindexed'),
  ])) as [SearchHead?, string[]?];
  const links = await linksById(replica, unindexed);
  const fresh = links.sort(byTime).map((link) => ({ id: link.id, line: searchLine(link) }));
  return { replica, head, chunks: [], fresh, stale: new Set(unindexed) };
}

/** A chunk, from the replica the first time; undefined once the text was joined anew behind this one's back. */
export async function chunkOf(search: SearchText, index: number): Promise<SearchChunk | undefined> {
  const held = search.chunks[index];
  if (held) return held;
  const chunk = (await search.replica.get('blob', chunkKey(index))) as SearchChunk | undefined;
  if (chunk?.built !== search.head.built) return undefined;
  search.chunks[index] = chunk;
  return chunk;
}

/**
 * Ids of links that contain every word typed, newest first, at most `limit`. Any script: words are substrings. A common
 * word is answered from the newest chunk alone.
 */
export async function searchIds(search: SearchText, typed: string, limit: number): Promise<string[]> {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const lead = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  if (lead === '') return [];
  const { head, fresh, stale } = search;
  const hits = fresh.filter(({ line }) => words.every((word) => line.includes(word))).map(({ id }) => id);
  for (let index = 0; index < head.chunks && hits.length < limit; index += 1) {
    const chunk = search.chunks[index] ?? (await chunkOf(search, index));
    if (!chunk) return searchIds(await loadSearchText(search.replica), typed, limit);
    const { text, starts, ids, width } = chunk;
    let at = text.indexOf(lead);
    while (at !== -1 && hits.length < limit) {
      const row = rowAt(starts, at);
      const end = text.indexOf('\n', at);
      const line = words.length > 1 ? text.slice(starts[row], end) : lead;
      if (words.every((word) => line.includes(word))) {
        const id = ids.slice(row * width, (row + 1) * width).trimEnd();
        if (!stale.has(id)) hits.push(id);
      }
      at = text.indexOf(lead, end);
    }
  }
  return hits.slice(0, limit);
}

/** The row whose line holds the character at `position`. */
function rowAt(starts: Uint32Array, position: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
