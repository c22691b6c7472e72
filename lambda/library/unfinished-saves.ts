import { isId } from '@stillpage/shared/ids.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { listPages } from '../store/list-pages.ts';
import type { Store } from '../store/store.ts';
import { idOfKey, QUEUE } from './keys.ts';
import type { Log } from './log.ts';
import type { Records } from './records.ts';
import { apply } from './save.ts';

/**
 * Redoes what a kill left half done and returns the snapshots to capture, oldest save first, but last those that were
 * running at the kill: should one of them be what ended the server, it does not hold up the others.
 */
export async function unfinishedSaves(store: Store, records: Records, log: Log): Promise<string[]> {
  const found: SnapshotRecord[] = [];
  for await (const page of listPages(store, QUEUE)) {
    if (!page.ok) {
      log(`error: the queue cannot be read: ${page.error.message}`);
      return [];
    }
    for (const { key } of page.value) {
      if (!isId(idOfKey(key))) continue;
      const intent = await records.intents.read(idOfKey(key));
      if (!intent.ok || !intent.value) continue;
      const applied = await apply(records, intent.value, false);
      if (applied.ok) found.push(applied.value.snapshot);
      else log(`warning: ${key}: ${applied.error.message}`);
    }
  }
  return found
    .sort((a, b) => a.attempts - b.attempts || (a.createdAt < b.createdAt ? -1 : 1))
    .map(({ id }) => id);
}
