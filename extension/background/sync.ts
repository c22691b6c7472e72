import type { Client } from '@stillpage/shared/client.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { type Behind, readBehind, writeBehind } from '../replica/behind.ts';
import type { Replica } from '../replica/database.ts';
import { toReplica } from '../replica/from-feed.ts';
import { refreshSearchText } from '../replica/join-search-text.ts';
import { notePinyin } from '../replica/tag-pinyin.ts';
import { writeLinks } from '../replica/write-links.ts';
import { withEdit } from './edits.ts';
import { readEdits } from './edits-to-send.ts';

/** Links read from the feed before they are written: the first screen is made anew for each batch. */
const BATCH_LINKS = 5_000;
/** Links written at once: fewer would spend the time on counts, more would keep an open popup waiting. */
const WRITE_LINKS = 1_000;

type Batch = {
  readonly links: readonly LinkAnswer[];
  readonly next: string;
  readonly more: boolean;
  /** The feed began anew in this batch: the index was rebuilt, or another library answers at this address. */
  readonly anew: boolean;
};

/** Key of a blob that is there while a feed that began anew is read: what does not come again is gone. */
const SWEEPING = 'sweeping';

/**
 * Brings the replica up to the backend's change feed, some pages at a time, and asks for the next ones while it writes. The
 * cursor is written with its links, so that a worker ended in between repeats a batch and misses none.
 */
export async function syncReplica(client: Client, replica: Replica): Promise<void> {
  // A sweep that was broken off begins again: what came before is not known any more.
  let swept = (await replica.get('blob', SWEEPING)) ? new Set<string>() : undefined;
  const since = swept ? undefined : ((await replica.get('blob', 'cursor')) as string | undefined);
  // Into an empty replica links are written unread; what comes twice in this run, or was saved here meanwhile, is read.
  const fresh = since === undefined && (await replica.count('pages')) === 0 ? new Set<string>() : undefined;
  let reading = readBatch(client, since);
  let gotAny = false;
  for (;;) {
    const batch = await reading;
    if (!batch.ok) {
      // A cursor that the backend does not take: the feed is read from its start.
      if (batch.error.code === 'invalid-request' && since !== undefined) {
        await replica.put('blob', true, SWEEPING);
        return syncReplica(client, replica);
      }
      const refused = batch.error.code === 'unauthorized' || batch.error.code === 'forbidden';
      if (refused) await writeBehind(replica, 'refused');
      return;
    }
    const { links, next, more, anew } = batch.value;
    if (more) reading = readBatch(client, next);
    if (anew) {
      swept = new Set();
      await replica.put('blob', true, SWEEPING);
    }
    gotAny ||= links.length > 0;
    if (links.length > 0 || next !== since) {
      // What was changed here and is not sent yet stays as the person left it.
      const edits = new Map((await readEdits()).map((edit) => [edit.id, edit]));
      const isGone = (link: LinkAnswer) => link.deletedAt !== undefined || edits.get(link.id)?.gone === true;
      for (const { id } of links) swept?.add(id);
      const options = { ...(fresh ? { fresh } : {}), ...(swept ? { anyRev: true } : {}) };
      for (let at = 0; at < Math.max(links.length, 1); at += WRITE_LINKS) {
        const part = links.slice(at, at + WRITE_LINKS);
        const isLast = at + WRITE_LINKS >= links.length;
        await writeLinks(
          replica,
          part.filter((link) => !isGone(link)).map((link) => withEdit(toReplica(link), edits.get(link.id))),
          part.filter(isGone).map((link) => link.id),
          { ...options, ...(isLast ? { cursor: next } : { more: true }), ...(more ? { behind: true } : {}) },
        );
      }
    }
    if (!more) break;
  }
  if (swept) await removeUnswept(replica, swept);
  await writeBehind(replica, gotAny ? false : await stillBehind(client, replica));
  await refreshSearchText(replica);
  await notePinyin(replica);
}

/** A backend that builds its index anew has an empty feed, as an empty library does; what it lists tells the two apart. */
async function stillBehind(client: Client, replica: Replica): Promise<Behind> {
  if ((await readBehind(replica)) === false) return false;
  const page = await client.links({ limit: 1 });
  return (page.ok && page.value.indexing) || false;
}

/** Removes what a feed read from its start did not name; saves that only this browser knows stay. */
async function removeUnswept(replica: Replica, swept: ReadonlySet<string>): Promise<void> {
  const links = (await replica.getAll('pages')).flatMap((page) => page.links);
  const gone = links.filter(({ id, rev }) => rev > 0 && !swept.has(id)).map(({ id }) => id);
  await writeLinks(replica, [], gone);
  await replica.delete('blob', SWEEPING);
}

async function readBatch(client: Client, since: string | undefined): Promise<Result<Batch>> {
  let links: LinkAnswer[] = [];
  let anew = false;
  for (let from = since; ; ) {
    const page = await client.changes(from);
    if (page.ok && !Array.isArray(page.value.links)) return fail('internal', 'This is no feed.');
    if (!page.ok)
      return links.length > 0 && from !== undefined ? ok({ links, next: from, more: true, anew }) : page;
    const { next } = page.value;
    if (from !== undefined && indexOf(from) !== indexOf(next)) {
      anew = true;
      links = [];
    }
    links.push(...page.value.links);
    const more = page.value.more && next !== from;
    if (!more || links.length >= BATCH_LINKS) return ok({ links, next, more, anew });
    from = next;
  }
}

/** The index that a cursor is of: the name before its dot. */
function indexOf(cursor: string): string {
  return /^(.*)\./.exec(cursor)?.[1] ?? '';
}
