import type { ReplicaTag } from '../replica/database.ts';
import { allTags } from '../replica/read-links.ts';
import { change, replica, state } from './state.ts';

/** Every tag of the library, read when first needed. */
export async function everyTag(): Promise<readonly ReplicaTag[]> {
  const tags = state.everyTag ?? (await allTags(replica()));
  if (state.everyTag === undefined) change({ everyTag: tags });
  return tags;
}
