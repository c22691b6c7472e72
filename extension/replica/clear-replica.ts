import type { Replica } from './database.ts';
import { refreshFirstScreen, WRITES } from './first-screen.ts';

/** Empties the replica: another backend's links are none of this one's. */
export async function clearReplica(replica: Replica): Promise<void> {
  const transaction = replica.transaction(['pages', 'tags', 'blob'], 'readwrite');
  const blob = transaction.objectStore('blob');
  const writes = ((await blob.get(WRITES)) as number | undefined) ?? 0;
  for (const name of ['pages', 'tags', 'blob'] as const) await transaction.objectStore(name).clear();
  // Counted on: a first screen that a popup is making of the old links comes too late.
  await blob.put(writes + 1, WRITES);
  await transaction.done;
  await refreshFirstScreen(replica);
}
