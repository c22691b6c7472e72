import { LINKS_PAGE_MAX } from '@stillpage/shared/schemas/link.ts';
import { idSchema } from '@stillpage/shared/schemas/snapshot.ts';
import { z } from 'zod';

/** Longest a request for a snapshot waits for the end of its capture, in seconds: under the usual timeouts on the way. */
export const WAIT_MAX_S = 25;

/** `GET /snapshots/{id}`. */
export const snapshotQuerySchema = z.strictObject({
  /** Seconds to wait for the end of the capture. */
  wait: z.coerce.number().min(0).max(WAIT_MAX_S).default(0),
});

/** `GET /changes`. */
export const changesQuerySchema = z.strictObject({ since: z.string().max(200).optional() });

/** `POST /links/bulk`. */
export const bulkRequestSchema = z.strictObject({
  ids: z.array(idSchema).min(1).max(LINKS_PAGE_MAX),
  addTags: z.array(z.string()).default([]),
  removeTags: z.array(z.string()).default([]),
  delete: z.boolean().default(false),
});

export const bulkAnswerSchema = z.object({
  changed: z.int(),
  failed: z.array(z.object({ id: idSchema, code: z.string(), message: z.string() })),
});

/** `DELETE /trash`. */
export const purgeAnswerSchema = z.object({ purged: z.int() });

/** `PATCH /tags/{tag}`. */
export const tagPatchSchema = z.strictObject({ tag: z.string() });
export const tagPatchAnswerSchema = z.object({ changed: z.int() });

/** `POST /snapshots/{id}/view-link`. */
export const viewLinkAnswerSchema = z.object({ link: z.string(), expiresAt: z.iso.datetime() });
