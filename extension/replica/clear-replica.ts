import type { Replica } from './database.ts';

/** Empties the replica: another backend's links are none of this one's. */
export async function clearReplica(replica: Replica): Promise<void> {
  const transaction = replica.transaction(['pages', 'tags', 'blob'], 'readwrite');
  for (const name of ['pages', 'tags', 'blob'] as const) await transaction.objectStore(name).clear();
  await transaction.done;
}
