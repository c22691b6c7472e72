import type { Client } from '@stillpage/shared/client.ts';
import type { Replica } from '../replica/database.ts';
import { refreshColumns } from '../replica/search-text.ts';
import { toReplica, writeLinks } from '../replica/write-links.ts';

/**
 * Brings the replica up to the backend's change feed, a page at a time; the cursor moves only after its page
 * is written, so that a worker ended in between repeats a page and misses none. Resolves to false when the
 * backend did not answer.
 */
export async function syncReplica(client: Client, replica: Replica): Promise<boolean> {
  for (let more = true; more; ) {
    const since = (await replica.get('blob', 'cursor')) as string | undefined;
    const page = await client.changes(since);
    if (!page.ok) {
      // A cursor of an index that was rebuilt: read the feed from its start.
      if (page.error.code !== 'invalid-request' || since === undefined) return false;
      await replica.delete('blob', 'cursor');
      continue;
    }
    const { links, next } = page.value;
    await writeLinks(
      replica,
      links.filter((link) => link.deletedAt === undefined).map(toReplica),
      links.filter((link) => link.deletedAt !== undefined).map((link) => link.id),
    );
    await replica.put('blob', next, 'cursor');
    more = page.value.more && next !== since;
  }
  await refreshColumns(replica);
  return true;
}
