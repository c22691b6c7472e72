import type { Replica, ReplicaLink } from './database.ts';
import { byTime } from './link-pages.ts';
import { chunkKey, SEARCH_HEAD, type SearchChunk, searchLine } from './search-text.ts';
import { UNINDEXED_MAX } from './write-links.ts';

/** Rows of one chunk: some milliseconds to read, a few more to search. */
const CHUNK_ROWS = 8_192;

/**
 * Joins the search text anew. It reads and joins beside whoever writes meanwhile; what they wrote stays listed as not
 * joined. For the background only.
 */
export async function joinSearchText(replica: Replica): Promise<void> {
  for (;;) {
    const reading = replica.transaction(['pages', 'blob']);
    const writes = await reading.objectStore('blob').get('writes');
    const links = (await reading.objectStore('pages').getAll()).flatMap((page) => page.links).sort(byTime);
    const built = Date.now() + Math.random();
    const chunks: SearchChunk[] = [];
    for (let at = 0; at < links.length; at += CHUNK_ROWS)
      chunks.push(chunkFrom(links.slice(at, at + CHUNK_ROWS), built));

    const { store, done } = replica.transaction('blob', 'readwrite', { durability: 'relaxed' });
    const unindexed = ((await store.get('unindexed')) as string[] | undefined) ?? [];
    const same = (await store.get('writes')) === writes;
    void store.delete(IDBKeyRange.bound(`${SEARCH_HEAD}:`, `${SEARCH_HEAD}:\uffff`));
    for (const [index, chunk] of chunks.entries()) void store.put(chunk, chunkKey(index));
    void store.put({ built, chunks: chunks.length }, SEARCH_HEAD);
    if (same) void store.put([], 'unindexed');
    await done;
    // A full list names only some of what was written meanwhile.
    if (same || unindexed.length <= UNINDEXED_MAX) return;
  }
}

/** Joins the search text anew when too much has changed since. */
export async function refreshSearchText(replica: Replica): Promise<void> {
  const unindexed = ((await replica.get('blob', 'unindexed')) as string[] | undefined) ?? [];
  const joined = await replica.getKey('blob', SEARCH_HEAD);
  if (unindexed.length > UNINDEXED_MAX || (joined === undefined && unindexed.length > 0))
    await joinSearchText(replica);
}

function chunkFrom(links: readonly ReplicaLink[], built: number): SearchChunk {
  const width = Math.max(...links.map(({ id }) => id.length));
  const starts = new Uint32Array(links.length);
  const lines = links.map(searchLine);
  let position = 0;
  for (const [row, line] of lines.entries()) {
    starts[row] = position;
    position += line.length + 1;
  }
  const ids = links.map(({ id }) => id.padEnd(width)).join('');
  return { built, width, ids, starts, text: `${lines.join('\n')}\n` };
}
