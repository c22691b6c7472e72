import { z } from 'zod';

/** Forms in which links come and go. A file's own is found out from its beginning. */
export const IMPORT_FORMATS = ['html', 'csv', 'json', 'urls'] as const;
export const importFormatSchema = z.enum(IMPORT_FORMATS);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/** Longest file that is imported, in bytes: 100,000 bookmarks with their icons come to some 150 MB. */
export const IMPORT_MAX_BYTES = 256 * 1024 * 1024;
/** Things left out that a report names one by one; all of them are counted. */
export const LEFT_OUT_NAMED_MAX = 1000;

/** `POST /import`: the file is the body. */
export const importQuerySchema = z.strictObject({
  format: importFormatSchema.optional(),
  /** Given to every link beside its own. */
  tag: z.array(z.string()).max(20).default([]),
  /** Whether folders become tags; nested ones nested tags. */
  folders: z.enum(['tags', 'ignore']).default('tags'),
  /** Whether links without a still are captured, one after the other. */
  capture: z.stringbool().default(false),
});
export type ImportQuery = z.infer<typeof importQuerySchema>;

/** Why something in the file is not in the library, or not whole. */
export const leftOutReasonSchema = z.enum(['invalid-url', 'unreadable', 'tag', 'too-many-tags', 'storage']);
export type LeftOutReason = z.infer<typeof leftOutReasonSchema>;

export const importReportSchema = z.object({
  format: importFormatSchema,
  /** Entries in the file. */
  read: z.int(),
  added: z.int(),
  /** Links that were there and got a tag, a note, a title or an earlier date. */
  merged: z.int(),
  /** Links that were there and had it all. */
  unchanged: z.int(),
  /** Captures that were queued. */
  queued: z.int(),
  leftOut: z.object({
    count: z.int(),
    reasons: z.partialRecord(leftOutReasonSchema, z.int()),
    named: z.array(z.object({ what: z.string(), reason: leftOutReasonSchema, message: z.string() })),
  }),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** A line of the answer: progress while it runs, and at the end the report or the error. Without either it was cut off. */
export const importLineSchema = z.union([
  z.object({ progress: z.object({ read: z.int() }) }),
  z.object({ report: importReportSchema }),
  z.object({ error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }) }),
]);
export type ImportLine = z.infer<typeof importLineSchema>;

export const EXPORT_FORMATS = ['html', 'csv', 'jsonl', 'urls'] as const;
/** `GET /export`: every link that is not in the trash; with tags, those that have them all. */
export const exportQuerySchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default('html'),
  tag: z.array(z.string()).max(20).default([]),
});
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
