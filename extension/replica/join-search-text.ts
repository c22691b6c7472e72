import type { Replica } from './database.ts';
import { WRITES } from './first-screen.ts';
import { ALL, orderEntry } from './link-pages.ts';
import { chunkKey, SEARCH_HEAD, type SearchChunk, searchLine } from './search-text.ts';
import { UNINDEXED_MAX } from './write-links.ts';

/** Rows of one chunk: some milliseconds to read, a few more to search. */
const CHUNK_ROWS = 8_192;

/** Pages read at once, some milliseconds: in Firefox an open popup waits for the thread of the background. */
const STEP_PAGES = 64;

type Row = { readonly order: string; readonly id: string; readonly line: string };

/**
 * Joins the search text anew. It reads and joins beside whoever writes meanwhile; what they wrote stays listed as not
 * joined. For the background only.
 */
export async function joinSearchText(replica: Replica): Promise<void> {
  for (;;) {
    const writes = await replica.get('blob', WRITES);
    const rows = (await readRows(replica)).sort((a, b) => (a.order < b.order ? -1 : 1));
    const built = Date.now() + Math.random();
    const chunks: SearchChunk[] = [];
    for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
      chunks.push(chunkFrom(rows.slice(at, at + CHUNK_ROWS), built));
      await breath();
    }

    const { store, done } = replica.transaction('blob', 'readwrite', { durability: 'relaxed' });
    const unindexed = ((await store.get('unindexed')) as string[] | undefined) ?? [];
    const same = (await store.get(WRITES)) === writes;
    void store.delete(IDBKeyRange.bound(`${SEARCH_HEAD}:`, `${SEARCH_HEAD}:\uffff`));
    for (const [index, chunk] of chunks.entries()) void store.put(chunk, chunkKey(index));
    void store.put({ built, chunks: chunks.length }, SEARCH_HEAD);
    if (same) void store.put([], 'unindexed');
    await done;
    // A full list names only some of what was written meanwhile.
    if (same || unindexed.length <= UNINDEXED_MAX) return;
  }
}

/** Lets what waits for this thread have its turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The lines of all links, step by step. */
async function readRows(replica: Replica): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after = Number.NEGATIVE_INFINITY; ; ) {
    const { store } = replica.transaction('pages');
    const range = IDBKeyRange.lowerBound(after, true);
    const [keys, pages] = await Promise.all([
      store.getAllKeys(range, STEP_PAGES),
      store.getAll(range, STEP_PAGES),
    ]);
    for (const { links } of pages)
      for (const link of links)
        rows.push({ order: orderEntry(ALL, link), id: link.id, line: searchLine(link) });
    const last = keys.at(-1);
    if (last === undefined || keys.length < STEP_PAGES) return rows;
    after = last;
  }
}

/** Joins the search text anew when too much has changed since. */
export async function refreshSearchText(replica: Replica): Promise<void> {
  const unindexed = ((await replica.get('blob', 'unindexed')) as string[] | undefined) ?? [];
  const joined = await replica.getKey('blob', SEARCH_HEAD);
  if (unindexed.length > UNINDEXED_MAX || (joined === undefined && unindexed.length > 0))
    await joinSearchText(replica);
}

function chunkFrom(rows: readonly Row[], built: number): SearchChunk {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const starts = new Uint32Array(rows.length);
  let position = 0;
  for (const [row, { line }] of rows.entries()) {
    starts[row] = position;
    position += line.length + 1;
  }
  const ids = rows.map(({ id }) => id.padEnd(width)).join('');
  return { built, width, ids, starts, text: rows.map(({ line }) => `${line}\n`).join('') };
}
