import { ok, type Result } from '@stillpage/shared/errors.ts';
import {
  type ImportReport,
  LEFT_OUT_NAMED_MAX,
  type LeftOutReason,
} from '@stillpage/shared/schemas/import.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { Records } from '../records.ts';
import { createBatches } from './batches.ts';
import { checkBookmark, type LeaveOut } from './check-bookmark.ts';
import { type Imported, mergeImported } from './merge-imported.ts';
import type { ReadFile } from './read-file.ts';

export type ImportParts = {
  readonly records: Records;
  /** Told of each link that was changed; resolves when queries see it. */
  readonly onChange: (linkId: string) => Promise<void>;
  /** Told of links that were not there before; resolves when queries see them. */
  readonly onMade: (links: readonly LinkRecord[]) => Promise<void>;
  /** Queues a capture of a link that has no still; resolves to whether it did. */
  readonly capture?: (link: LinkRecord) => Promise<boolean>;
};

export type ImportRun = {
  readonly signal: AbortSignal;
  /** Told how many entries have been dealt with. */
  readonly onProgress?: (read: number) => void;
  /** Asked before each capture; without it all may. */
  readonly mayCapture?: () => Promise<boolean>;
};
export type ImportOptions = ImportRun & {
  /** Given to every link. */
  readonly tags: readonly string[];
  readonly folders: 'tags' | 'ignore';
};

/** Longest of a left out entry that a report shows, in characters. */
const WHAT_MAX_LENGTH = 300;

/**
 * Brings the entries of a file into the library. The same file again changes nothing, so one that was cut off is
 * simply given again. An entry that cannot be kept is left out with its reason and stops no other.
 */
export async function importLinks(
  parts: ImportParts,
  { format, entries }: ReadFile,
  { tags, folders, signal, onProgress }: ImportOptions,
): Promise<Result<ImportReport>> {
  const counts = { read: 0, added: 0, merged: 0, unchanged: 0, queued: 0 };
  const reasons: Partial<Record<LeftOutReason, number>> = {};
  const named: ImportReport['leftOut']['named'] = [];
  const leaveOut: LeaveOut = (what, reason, message) => {
    reasons[reason] = (reasons[reason] ?? 0) + 1;
    if (named.length < LEFT_OUT_NAMED_MAX)
      named.push({ what: what.slice(0, WHAT_MAX_LENGTH), reason, message });
  };

  const seen: Promise<void>[] = [];

  async function queue(link: LinkRecord): Promise<void> {
    if (parts.capture && link.snapshotIds.length === 0 && (await parts.capture(link))) counts.queued += 1;
  }

  /** Adds what a file says of a link that is there. */
  async function merge(entry: Imported): Promise<void> {
    let outcome: 'added' | 'merged' | 'unchanged' = 'unchanged';
    const written = await parts.records.links.update(entry.id, (link) => {
      const merged = mergeImported(link, entry);
      outcome = !link ? 'added' : merged === link ? 'unchanged' : 'merged';
      return ok(merged);
    });
    if (!written.ok) return leaveOut(entry.url, 'storage', written.error.message);
    counts[outcome] += 1;
    if (outcome !== 'unchanged') seen.push(parts.onChange(entry.id));
    await queue(written.value);
  }

  async function write(batch: readonly Imported[]): Promise<void> {
    const fresh = batch.map((entry) => ({ id: entry.id, record: mergeImported(undefined, entry) }));
    const outcomes = await parts.records.links.createMany(fresh);
    const made: LinkRecord[] = [];
    const there: Imported[] = [];
    for (const [index, entry] of batch.entries()) {
      const outcome = outcomes[index];
      const record = fresh[index]?.record;
      if (!outcome || !record) throw new Error(`no answer for ${entry.id}`);
      if (outcome.ok) made.push(record);
      else if (outcome.error.code === 'conflict') there.push(entry);
      else leaveOut(entry.url, 'storage', outcome.error.message);
    }
    counts.added += made.length;
    if (made.length > 0) seen.push(parts.onMade(made));
    await Promise.all([...made.map(queue), ...there.map(merge)]);
  }

  const writing = createBatches(({ id }: Imported) => id, write);
  for await (const entry of entries) {
    if (signal.aborted) break;
    counts.read += 1;
    if ('unreadable' in entry) leaveOut(entry.unreadable, 'unreadable', entry.message);
    else {
      const checked = await checkBookmark(entry, { tags, folders }, leaveOut);
      if (checked) await writing.add(checked);
    }
    onProgress?.(counts.read - writing.size());
  }
  await writing.end();
  await Promise.all(seen);
  const count = Object.values(reasons).reduce((sum, each) => sum + each, 0);
  return ok({ format, ...counts, leftOut: { count, reasons, named } });
}
