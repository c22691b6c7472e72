import { type LinkRecord, linkRecordSchema } from '@stillpage/shared/schemas/link.ts';
import { type SnapshotRecord, snapshotRecordSchema } from '@stillpage/shared/schemas/snapshot.ts';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { linkKey, queueKey, snapshotKey } from './keys.ts';
import type { Log } from './log.ts';
import { createRecordFiles, type RecordFiles } from './record-file.ts';

/**
 * `queue/<snapshotId>.json`: an acknowledged save, written before anything else and removed when its capture has
 * ended. Whatever a kill leaves half done is done again from it.
 */
export const intentSchema = z.object({
  schema: z.literal(1),
  snapshot: snapshotRecordSchema,
  /** Canonical. */
  canonical: z.string(),
  title: z.string().optional(),
  tags: z.array(z.string()),
  note: z.string().optional(),
});
export type Intent = z.infer<typeof intentSchema>;

export type Records = {
  readonly links: RecordFiles<LinkRecord>;
  readonly snapshots: RecordFiles<SnapshotRecord>;
  readonly intents: RecordFiles<Intent>;
};

export function openRecords(store: Store, log: Log): Records {
  return {
    links: createRecordFiles(store, linkRecordSchema, linkKey, log),
    snapshots: createRecordFiles(store, snapshotRecordSchema, snapshotKey, log),
    intents: createRecordFiles(store, intentSchema, queueKey, log),
  };
}
