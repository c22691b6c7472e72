import { z } from 'zod';
import { idSchema, snapshotAnswerSchema } from './snapshot.ts';

/** `GET /links/{id}/versions`: newest first. */
export const versionsAnswerSchema = z.object({ versions: z.array(snapshotAnswerSchema) });
export type VersionsAnswer = z.infer<typeof versionsAnswerSchema>;

/** A run of text that stands in both versions, or in one of them. */
export const textPartSchema = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });
export type TextPart = z.infer<typeof textPartSchema>;

/** `GET /snapshots/{id}/diff/{other}`: what changed from the older of the two to the newer. */
export const diffAnswerSchema = z.object({
  older: idSchema,
  newer: idSchema,
  /** Readable text; characters added and removed. `cut` when a text was too long to be compared whole. */
  text: z.object({
    added: z.int(),
    removed: z.int(),
    cut: z.boolean(),
    parts: z.array(textPartSchema),
  }),
  /** Screenshots; not there when one of the versions has none. */
  picture: z
    .object({
      /** Share of pixels that differ, 0 to 1; what only one of them has counts as different. */
      differing: z.number(),
      /** Of the compared pictures, in pixels: tall pages are compared smaller. */
      width: z.int(),
      height: z.int(),
    })
    .optional(),
});
export type DiffAnswer = z.infer<typeof diffAnswerSchema>;
