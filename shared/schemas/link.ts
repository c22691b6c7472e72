import { z } from 'zod';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from './limits.ts';
import { idSchema, snapshotStatusSchema, visibilitySchema } from './snapshot.ts';

/** `links/<linkId>.json`: the truth about one saved address. Times are ISO 8601 in UTC. */
export const linkRecordSchema = z.object({
  schema: z.literal(1),
  id: idSchema,
  /** Canonical. */
  url: z.string(),
  title: z.string(),
  /** True once a person gave the title; a capture no longer replaces it. */
  titleEdited: z.boolean(),
  tags: z.array(z.string()),
  note: z.string(),
  /** Oldest first; the last is the newest version. */
  snapshotIds: z.array(idSchema),
  createdAt: z.iso.datetime(),
  /** When the page was last saved or edited. */
  updatedAt: z.iso.datetime(),
  /** When it was put into the trash. */
  deletedAt: z.iso.datetime().optional(),
  /** When it was emptied out of the trash: nothing but the address and the times is left. */
  purgedAt: z.iso.datetime().optional(),
  /** Counts every write of this record, from 1. */
  rev: z.int().min(1),
});
export type LinkRecord = z.infer<typeof linkRecordSchema>;

/** A link as lists and the change feed give it: the record and the state of its newest version. */
export const linkAnswerSchema = linkRecordSchema.extend({
  /** Address of the newest version's viewer page. */
  link: z.string().optional(),
  snapshot: z
    .object({
      id: idSchema,
      status: snapshotStatusSchema,
      visibility: visibilitySchema,
      hasThumbnail: z.boolean(),
    })
    .optional(),
  /** Where `q` matched in the text; `matches` are [start, end) offsets into `text`. */
  excerpt: z.object({ text: z.string(), matches: z.array(z.tuple([z.int(), z.int()])) }).optional(),
});
export type LinkAnswer = z.infer<typeof linkAnswerSchema>;

export const LINKS_PAGE_DEFAULT = 50;
export const LINKS_PAGE_MAX = 200;
/** Longest search, in characters: a whole address pasted, or a paragraph. */
export const Q_MAX_LENGTH = 4000;

/** `GET /links`. Several tags are AND; `before` is the `next` of the page before. */
export const linksQuerySchema = z.strictObject({
  q: z.string().max(Q_MAX_LENGTH).optional(),
  tag: z.array(z.string()).max(20).default([]),
  status: snapshotStatusSchema.optional(),
  /** Only what lies in the trash, in place of what does not. */
  trash: z.stringbool().optional(),
  before: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(LINKS_PAGE_MAX).default(LINKS_PAGE_DEFAULT),
});
export type LinksQuery = z.infer<typeof linksQuerySchema>;

export const linksPageSchema = z.object({
  links: z.array(linkAnswerSchema),
  next: z.string().optional(),
  /** Only while the index is built anew: the answer knows so many links, those written last, of how many there are. */
  indexing: z.object({ done: z.int(), of: z.int() }).optional(),
});
export type LinksPage = z.infer<typeof linksPageSchema>;

/** `PATCH /links/{id}`, with `If-Match: "<rev>"`. */
export const linkPatchSchema = z.strictObject({
  title: z.string().max(TITLE_MAX_LENGTH).optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().max(NOTE_MAX_LENGTH).optional(),
});
export type LinkPatch = z.infer<typeof linkPatchSchema>;

export const tagCountSchema = z.object({ tag: z.string(), count: z.int() });
export type TagCount = z.infer<typeof tagCountSchema>;
/** `GET /tags`: most used first. */
export const tagsAnswerSchema = z.object({ tags: z.array(tagCountSchema) });
export type TagsAnswer = z.infer<typeof tagsAnswerSchema>;

/** `GET /changes?since=`: may repeat a row, never misses one; deleted links come with `deletedAt`. */
export const changesAnswerSchema = z.object({
  links: z.array(linkAnswerSchema),
  next: z.string(),
  more: z.boolean(),
});
export type ChangesAnswer = z.infer<typeof changesAnswerSchema>;

/** `GET /health`. */
export const healthAnswerSchema = z.object({
  status: z.literal('ok'),
  version: z.string(),
  chromium: z.string().optional(),
});
export type HealthAnswer = z.infer<typeof healthAnswerSchema>;

export const errorAnswerSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }),
});
export type ErrorAnswer = z.infer<typeof errorAnswerSchema>;
