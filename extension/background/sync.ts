import type { Client } from '@stillpage/shared/client.ts';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import type { Replica } from '../replica/database.ts';
import { refreshColumns } from '../replica/search-text.ts';
import { notePinyin } from '../replica/tag-pinyin.ts';
import { toReplica, writeLinks } from '../replica/write-links.ts';
import { readEdits, withEdit } from './edits.ts';

/** Links written at once: fewer would spend the time on counts and the first screen, more would keep an open popup waiting. */
const BATCH_LINKS = 2_000;

type Batch = { readonly links: readonly LinkAnswer[]; readonly next: string; readonly more: boolean };

/**
 * Brings the replica up to the backend's change feed, some pages at a time, and asks for the next ones while it writes. The
 * cursor is written with its links, so that a worker ended in between repeats a batch and misses none. Resolves to false
 * when the backend did not answer.
 */
export async function syncReplica(client: Client, replica: Replica): Promise<boolean> {
  const since = (await replica.get('blob', 'cursor')) as string | undefined;
  // Into an empty replica links are written unread; what comes twice in this run, or was saved here meanwhile, is read.
  const fresh = since === undefined && (await replica.count('links')) === 0 ? new Set<string>() : undefined;
  let reading = readBatch(client, since);
  for (;;) {
    const batch = await reading;
    if (!batch.ok) {
      // A cursor of an index that was rebuilt: read the feed from its start.
      if (batch.error.code !== 'invalid-request' || since === undefined) return false;
      await replica.delete('blob', 'cursor');
      return syncReplica(client, replica);
    }
    const { links, next, more } = batch.value;
    if (more) reading = readBatch(client, next);
    if (links.length > 0 || next !== since) {
      // What was changed here and is not sent yet stays as the person left it.
      const edits = new Map((await readEdits()).map((edit) => [edit.id, edit]));
      const isGone = (link: LinkAnswer) => link.deletedAt !== undefined || edits.get(link.id)?.gone === true;
      await writeLinks(
        replica,
        links.filter((link) => !isGone(link)).map((link) => withEdit(toReplica(link), edits.get(link.id))),
        links.filter(isGone).map((link) => link.id),
        { cursor: next, ...(fresh ? { fresh } : {}) },
      );
    }
    if (!more) break;
  }
  await refreshColumns(replica);
  await notePinyin(replica);
  return true;
}

async function readBatch(client: Client, since: string | undefined): Promise<Result<Batch>> {
  const links: LinkAnswer[] = [];
  for (let from = since; ; ) {
    const page = await client.changes(from);
    if (!page.ok)
      return links.length > 0 && from !== undefined ? ok({ links, next: from, more: true }) : page;
    links.push(...page.value.links);
    const { next } = page.value;
    const more = page.value.more && next !== from;
    if (!more || links.length >= BATCH_LINKS) return ok({ links, next, more });
    from = next;
  }
}
