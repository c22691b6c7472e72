import { isId } from '@stillpage/shared/ids.ts';
import { listAll } from '../../store/list-all.ts';
import type { Store } from '../../store/store.ts';
import { idOfKey, LINKS } from '../keys.ts';
import { createIdSlots } from './id-slots.ts';
import { BATCH_MAX } from './indexer.ts';
import { sortByTime } from './sort-by-time.ts';

/** Links of the first batch: a page of the longest kind, so that lists have one soon. */
const FIRST_BATCH = 256;

/** Ids of the links whose records were written since then, in ms since 1970, in batches of no order. */
export async function* linkIds(
  { store }: { readonly store: Store },
  modifiedSince: number,
): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const page of listAll(store, LINKS)) {
    if (!page.ok) throw new Error(page.error.message);
    for (const { key, modified } of page.value) {
      const id = idOfKey(key);
      if (modified >= modifiedSince && isId(id)) batch.push(id);
      if (batch.length === BATCH_MAX) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/** Links listed before the newest of them are told first; then each time that they are so many times more. */
const TOLD_FROM = 5_000;
const TOLD_GROWTH = 4;

/**
 * Told now and then while a long listing goes on: which links of those listed so far were written last, and how many
 * are listed. Ids say nothing of time, so the very newest may still come.
 */
export type WhileListing = (newest: readonly string[], listed: number) => Promise<void>;

/** Every link by when its record was written: some 40 bytes each. */
export type ListedRecords = {
  readonly count: number;
  /** Those written last come first. */
  newestFirst(): Generator<{ readonly id: string; readonly modified: number }[]>;
};

export async function listRecords(
  { store }: { readonly store: Store },
  whileListing?: WhileListing,
): Promise<ListedRecords> {
  const ids = createIdSlots();
  let times = new Float64Array(1024);
  let newest: number[] = [];
  let toldAt = TOLD_FROM;
  /** The slots written last, of all so far. */
  const keepNewest = () => {
    newest = newest.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0)).slice(0, FIRST_BATCH);
  };
  for await (const page of listAll(store, LINKS)) {
    if (!page.ok) throw new Error(page.error.message);
    for (const { key, modified } of page.value) {
      const id = idOfKey(key);
      // Other programs leave files of their own there: copies in conflict, notes.
      if (!isId(id)) continue;
      const slot = ids.add(id);
      if (slot === times.length) {
        const larger = new Float64Array(times.length * 2);
        larger.set(times);
        times = larger;
      }
      times[slot] = modified;
      newest.push(slot);
      if (newest.length >= FIRST_BATCH * 8) keepNewest();
    }
    if (!whileListing || ids.size() < toldAt) continue;
    toldAt = ids.size() * TOLD_GROWTH;
    keepNewest();
    await whileListing(newest.map(ids.idAt), ids.size());
  }
  const slots = Uint32Array.from({ length: ids.size() }, (_, slot) => slot);
  sortByTime(slots, times, ids.compare);
  return {
    count: slots.length,
    *newestFirst() {
      for (let end = slots.length, size = FIRST_BATCH; end > 0; end -= size, size = BATCH_MAX) {
        const batch = slots.subarray(Math.max(0, end - size), end).toReversed();
        yield Array.from(batch, (slot) => ({ id: ids.idAt(slot), modified: times[slot] ?? 0 }));
      }
    },
  };
}
