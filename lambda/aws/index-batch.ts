import type { Log } from '../library/log.ts';
import type { Records } from '../library/records.ts';
import type { Store } from '../store/store.ts';
import { applyResult } from './apply-result.ts';
import type { IndexWriter } from './index-writer.ts';
import { type BatchAnswer, type Changed, changesOf, type SqsMessage } from './queue-events.ts';

export type BatchParts = {
  readonly store: Store;
  readonly records: Records;
  readonly writer: IndexWriter;
  readonly log: Log;
};

/**
 * Takes a batch of the bucket's notifications: results into records, changed links into the index. Messages may come
 * twice, late and in any order: each says only what to look at, and what is found there then is what counts.
 */
export async function indexBatch(
  { store, records, writer, log }: BatchParts,
  messages: readonly SqsMessage[],
  signal: AbortSignal,
): Promise<BatchAnswer> {
  const failed = new Set<string>();
  const messagesOf = new Map<string, string[]>();
  const note = (linkId: string, messageId: string) =>
    messagesOf.set(linkId, [...(messagesOf.get(linkId) ?? []), messageId]);

  for (const { messageId, body } of messages) {
    const changes = changesOf(body);
    if (!changes) {
      log(`error: message ${messageId} is no notification of a bucket.`);
      failed.add(messageId);
      continue;
    }
    for (const change of changes) {
      const linkId = await linkOf(change);
      if (linkId === 'failed') failed.add(messageId);
      else if (linkId !== undefined) note(linkId, messageId);
    }
  }
  if (messagesOf.size > 0) {
    const written = await writer.index([...messagesOf.keys()], signal);
    if (!written.ok) {
      log(`warning: ${messagesOf.size} links wait for the index: ${written.error.message}`);
      for (const ids of messagesOf.values()) for (const id of ids) failed.add(id);
    }
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };

  async function linkOf({ kind, id }: Changed): Promise<string | undefined | 'failed'> {
    if (kind === 'link') return id;
    if (kind === 'snapshot') {
      const record = await records.snapshots.read(id);
      // One that this version cannot read is kept and skipped; a bucket that does not answer comes again.
      return record.ok ? record.value?.linkId : 'failed';
    }
    const applied = await applyResult({ store, records }, id);
    if (!applied.ok) log(`warning: the result of ${id} waits: ${applied.error.message}`);
    return applied.ok ? applied.value : 'failed';
  }
}
