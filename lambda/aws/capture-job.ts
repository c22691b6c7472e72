import { artifactNameSchema, artifactSchema, omissionSchema } from '@stillpage/shared/schemas/artifact.ts';
import {
  failureSchema,
  idSchema,
  pageSchema,
  progressSchema,
  wallSchema,
} from '@stillpage/shared/schemas/snapshot.ts';
import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { z } from 'zod';

/** What Lambda takes as the event of an asynchronous invocation, in bytes. */
export const EVENT_MAX_BYTES = 256 * 1024;

/**
 * What the API function asks of the capture function. The uploads are presigned PUTs for this snapshot's own files and
 * nothing else: they are all that the capture function can do to the library.
 */
export const captureJobSchema = z.strictObject({
  schema: z.literal(1),
  snapshotId: idSchema,
  /** Which try of this snapshot it is; a result of an earlier one is not taken. */
  attempt: z.int().min(1),
  url: z.string(),
  view: viewSchema,
  wanted: z.array(artifactNameSchema),
  uploads: z.partialRecord(artifactNameSchema, z.url()),
  progress: z.url(),
  result: z.url(),
});
export type UploadJob = z.infer<typeof captureJobSchema>;

/** `snapshots/<id>/result.json`: how a capture ended, as the capture function reports it. Its word is checked, not trusted. */
export const captureResultSchema = z.object({
  schema: z.literal(1),
  snapshotId: idSchema,
  attempt: z.int().min(1),
  outcome: z.object({
    status: z.enum(['done', 'partial', 'failed']),
    error: failureSchema.optional(),
    page: pageSchema.optional(),
    omissions: z.array(omissionSchema),
    wall: wallSchema.optional(),
    timings: z.record(z.string(), z.number()),
    versions: z.record(z.string(), z.string()),
  }),
  artifacts: z.partialRecord(artifactNameSchema, artifactSchema),
});
export type CaptureResult = z.infer<typeof captureResultSchema>;

/** `snapshots/<id>/progress.json`: where a running capture is. */
export const captureProgressSchema = z.object({ attempt: z.int(), progress: progressSchema });
export type CaptureProgress = z.infer<typeof captureProgressSchema>;

export const resultKey = (snapshotId: string) => `snapshots/${snapshotId}/result.json`;
export const progressKey = (snapshotId: string) => `snapshots/${snapshotId}/progress.json`;
