import type { Client } from '@stillpage/shared/client.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import type { Replica } from '../replica/database.ts';
import { refreshColumns } from '../replica/search-text.ts';
import { notePinyin } from '../replica/tag-pinyin.ts';
import { toReplica, writeLinks } from '../replica/write-links.ts';
import { readEdits, withEdit } from './edits.ts';

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
    // What was changed here and is not sent yet stays as the person left it.
    const edits = new Map((await readEdits()).map((edit) => [edit.id, edit]));
    const isGone = (link: LinkAnswer) => link.deletedAt !== undefined || edits.get(link.id)?.gone === true;
    await writeLinks(
      replica,
      links.filter((link) => !isGone(link)).map((link) => withEdit(toReplica(link), edits.get(link.id))),
      links.filter(isGone).map((link) => link.id),
    );
    await replica.put('blob', next, 'cursor');
    more = page.value.more && next !== since;
  }
  await refreshColumns(replica);
  await notePinyin(replica);
  return true;
}
