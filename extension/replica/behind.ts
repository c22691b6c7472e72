import type { Replica } from './database.ts';

/**
 * How far the replica is behind the backend's feed: false once it has all of it, `refused` when the backend will not
 * give it; while the backend's own index is being built, how many of its links are in there.
 */
export type Behind = boolean | 'refused' | { readonly done: number; readonly of: number };

/** Key of the blob. */
export const BEHIND = 'behind';

/** What is known of it; true before anything was read. */
export async function readBehind(replica: Replica): Promise<Behind> {
  return ((await replica.get('blob', BEHIND)) as Behind | undefined) ?? true;
}

export async function writeBehind(replica: Replica, behind: Behind): Promise<void> {
  await replica.put('blob', behind, BEHIND);
}
