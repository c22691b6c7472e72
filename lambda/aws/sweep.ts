import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { idOfKey, QUEUE } from '../library/keys.ts';
import type { Log } from '../library/log.ts';
import type { Records } from '../library/records.ts';
import { apply } from '../library/save.ts';
import { listPages } from '../store/list-pages.ts';
import { applyResult } from './apply-result.ts';
import type { Bucket } from './bucket.ts';
import { dispatchCapture, type Invoke } from './dispatch-capture.ts';
import type { IndexWriter } from './index-writer.ts';

/** Uploads in parts that are older belong to processes that ended, in milliseconds. */
const MULTIPART_ABANDONED_MS = 24 * 3_600_000;
/** How far back the daily sweep looks for records that the index missed, in milliseconds: a day and what a day may slip. */
const INDEX_LOOK_BACK_MS = 30 * 3_600_000;

export type SweepParts = {
  readonly bucket: Bucket;
  readonly records: Records;
  readonly invoke: Invoke;
  readonly writer: IndexWriter;
  /** Removes for ever what has been in the trash for its days; resolves with the number of links. */
  readonly purge: (signal: AbortSignal) => Promise<number>;
  readonly log: Log;
};

export type SweepReport = {
  /** Captures found ended, started again and given up. */
  readonly captures: { ended: number; started: number; waiting: number };
  readonly indexed: number;
  readonly purged: number;
  readonly uploadsAborted: number;
};

/** Saves that are acknowledged and unfinished: takes in results nobody fetched, starts hanging captures again. */
export async function sweepCaptures(
  parts: SweepParts,
  signal: AbortSignal,
): Promise<SweepReport['captures']> {
  const { bucket, records, log } = parts;
  const { store } = bucket;
  const counts = { ended: 0, started: 0, waiting: 0 };
  for await (const page of listPages(store, QUEUE)) {
    if (!page.ok) {
      log(`error: the queue cannot be read: ${page.error.message}`);
      return counts;
    }
    for (const { key } of page.value) {
      if (signal.aborted) return counts;
      const id = idOfKey(key);
      const intent = await records.intents.read(id);
      if (!intent.ok || !intent.value) continue;
      // A save that was cut off between its intent and its records is completed first.
      const applied = await apply(records, intent.value, false);
      if (!applied.ok) {
        log(`warning: ${key}: ${applied.error.message}`);
        continue;
      }
      const ended = await applyResult({ store, records }, id);
      if (ended.ok && ended.value !== undefined) {
        counts.ended += 1;
        continue;
      }
      const { attempts } = applied.value.snapshot;
      const now = await dispatchCapture(parts, id);
      if (!now.ok) log(`warning: ${id}: ${now.error.message}`);
      else if (now.value.attempts > attempts) counts.started += 1;
      else if (now.value.status === 'queued' || now.value.status === 'capturing') counts.waiting += 1;
      else counts.ended += 1;
    }
  }
  return counts;
}

/** The daily part: records the index missed, the trash past its days, uploads that nobody will finish. */
export async function sweepLibrary(
  parts: SweepParts,
  signal: AbortSignal,
  now = Date.now(),
): Promise<Omit<SweepReport, 'captures'>> {
  const { writer, purge, bucket, log } = parts;
  const purged = await purge(signal);
  const uploadsAborted = await abortUploads(bucket, now, signal, log);
  const indexed = await writer.catchUp(now - INDEX_LOOK_BACK_MS, signal);
  if (!indexed.ok) log(`warning: the index was not swept: ${indexed.error.message}`);
  return { indexed: indexed.ok ? indexed.value : 0, purged, uploadsAborted };
}

async function abortUploads(bucket: Bucket, now: number, signal: AbortSignal, log: Log): Promise<number> {
  const { client, name: Bucket } = bucket;
  let aborted = 0;
  try {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }), {
      abortSignal: signal,
    });
    for (const { Key, UploadId, Initiated } of Uploads) {
      if (!Initiated || now - Initiated.getTime() < MULTIPART_ABANDONED_MS) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }), { abortSignal: signal });
      aborted += 1;
    }
  } catch (error) {
    // The bucket's own lifecycle rule removes them too.
    log(`warning: unfinished uploads were not looked at: ${(error as Error).name}`);
  }
  return aborted;
}
