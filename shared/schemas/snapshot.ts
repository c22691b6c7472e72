import { z } from 'zod';
import { ERROR_TABLE, type ErrorCode } from '../errors.ts';
import { ID_PATTERN } from '../ids.ts';
import { artifactNameSchema, artifactSchema, omissionSchema } from './artifact.ts';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from './limits.ts';
import { viewSchema } from './view.ts';

export const idSchema = z.string().regex(ID_PATTERN, 'An id is 26 characters of lower-case base32.');
/** Largest request body without page content, in bytes. */
export const BODY_MAX_BYTES = 64 * 1024;

export const visibilitySchema = z.enum(['link', 'private']);
export type Visibility = z.infer<typeof visibilitySchema>;

/** `POST /snapshots`. Tags are checked by `parseTags`, the address by `parsePageUrl`: both name what was wrong. */
export const saveRequestSchema = z.strictObject({
  id: idSchema.optional(),
  url: z.string(),
  title: z.string().max(TITLE_MAX_LENGTH).optional(),
  tags: z.array(z.string()).default([]),
  note: z.string().max(NOTE_MAX_LENGTH).optional(),
  view: viewSchema.optional(),
  artifacts: z.array(artifactNameSchema).max(6).optional(),
  /** `link` when nobody says; `private` for a page that a browser uploads. */
  visibility: visibilitySchema.optional(),
  /** `browser`: the page is not captured but uploaded, frozen in the person's own tab. */
  source: z.enum(['server', 'browser']).optional(),
});
export type SaveRequest = z.input<typeof saveRequestSchema>;

export const SNAPSHOT_STATUSES = ['queued', 'capturing', 'done', 'partial', 'failed'] as const;
export const snapshotStatusSchema = z.enum(SNAPSHOT_STATUSES);
export type SnapshotStatus = z.infer<typeof snapshotStatusSchema>;

export const errorCodeSchema = z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]);
export const failureSchema = z.object({ code: errorCodeSchema, message: z.string(), retryable: z.boolean() });

/** What stands in the page's place when the site did not show it. */
export const wallSchema = z.enum(['bot', 'captcha', 'consent', 'login']);
export type Wall = z.infer<typeof wallSchema>;

export const CAPTURE_STAGES = [
  'waiting',
  'launching',
  'loading',
  'settling',
  'freezing',
  'picturing',
  'storing',
] as const;
export const progressSchema = z.object({ stage: z.enum(CAPTURE_STAGES), step: z.int(), of: z.int() });
export type Progress = z.infer<typeof progressSchema>;

/** What the capture learnt about the page itself. */
export const pageSchema = z.object({
  finalUrl: z.string(),
  httpStatus: z.int().optional(),
  title: z.string(),
  language: z.string().optional(),
  description: z.string().optional(),
  author: z.string().optional(),
  published: z.string().optional(),
  site: z.string().optional(),
  /** Address of the picture that stands for the page. */
  image: z.string().optional(),
  /** The consent manager whose banner was answered before the page was frozen. */
  consent: z.string().optional(),
});
export type PageFacts = z.infer<typeof pageSchema>;

/** `snapshots/<id>/record.json`: the truth about one capture of a link. Times are ISO 8601 in UTC. */
export const snapshotRecordSchema = z.object({
  schema: z.literal(1),
  id: idSchema,
  linkId: idSchema,
  /** The address as it was asked for. */
  url: z.string(),
  visibility: visibilitySchema,
  source: z.enum(['server', 'browser']),
  view: viewSchema,
  wanted: z.array(artifactNameSchema),
  status: snapshotStatusSchema,
  attempts: z.int().min(0),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  page: pageSchema.optional(),
  artifacts: z.partialRecord(artifactNameSchema, artifactSchema).default({}),
  omissions: z.array(omissionSchema).default([]),
  /** An earlier version with the same text and the same pixels: its files are this one's too. */
  unchangedSince: z.object({ id: idSchema, at: z.iso.datetime() }).optional(),
  wall: wallSchema.optional(),
  error: failureSchema.optional(),
  /** Milliseconds spent in each stage. */
  timings: z.record(z.string(), z.number()).default({}),
  versions: z.record(z.string(), z.string()).default({}),
});
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>;

/** What the API answers for a snapshot: the record, its link, and where a running capture is. */
export const snapshotAnswerSchema = snapshotRecordSchema.extend({
  link: z.string(),
  progress: progressSchema.optional(),
});
export type SnapshotAnswer = z.infer<typeof snapshotAnswerSchema>;
