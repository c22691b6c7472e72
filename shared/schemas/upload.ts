import { z } from 'zod';
import { TITLE_MAX_LENGTH } from './limits.ts';

/** Frames of one page that an upload may hold. */
export const UPLOAD_MAX_FRAMES = 200;
/** Resources of one page that an upload may hold. */
export const UPLOAD_MAX_RESOURCES = 3_000;
/** The text of a page that goes along for search, in characters. */
export const UPLOAD_TEXT_MAX_LENGTH = 400_000;

const urlSchema = z.string().max(16_384);

/** One part of a frozen frame, as `shared/freezer/frozen-frame.ts` describes it. */
export const frozenPartSchema = z.union([
  z.string(),
  z.strictObject({ part: z.literal('head') }),
  z.strictObject({
    part: z.literal('resource'),
    name: z.enum(['src', 'href', 'poster', 'background']),
    url: z.string(),
    use: z.enum(['image', 'media', 'icon']),
    missing: z.string().max(2_000),
    density: z.number().positive().max(100).optional(),
    reachable: z.boolean().optional(),
  }),
  z.strictObject({
    part: z.literal('css'),
    text: z.string(),
    base: z.string(),
    place: z.enum(['sheet', 'svg-sheet', 'attribute']),
  }),
  z.strictObject({ part: z.literal('linked-sheet'), url: z.string() }),
  z.strictObject({ part: z.literal('frame'), index: z.int().min(0), as: z.enum(['srcdoc', 'src']) }),
  z.strictObject({ part: z.literal('shot'), index: z.int().min(0), name: z.enum(['src', 'poster']) }),
]);

const uploadedFrameSchema = z.object({
  parts: z.array(frozenPartSchema),
  quirks: z.boolean(),
  dark: z.boolean(),
  charset: z.string().max(40),
  marks: z.array(z.string().regex(/^[\w-]{1,100}$/)).max(2_000),
  url: urlSchema,
  /** For each child frame of this one, its place in the list of frames; -1 where it could not be read. */
  children: z.array(z.int().min(-1)),
  omissions: z
    .array(
      z.object({
        what: z.string().max(4_000),
        kind: z.enum(['frame', 'media', 'object', 'content', 'image']),
      }),
    )
    .max(1_000),
});
export type UploadedFrame = z.infer<typeof uploadedFrameSchema>;

/**
 * The first line of an upload, as JSON: a page frozen in a person's own tab. The bytes of its resources follow one after the
 * other, in the order of `resources`, then those of `picture`.
 */
export const uploadHeaderSchema = z.object({
  schema: z.literal(1),
  url: urlSchema,
  title: z.string().max(TITLE_MAX_LENGTH),
  language: z.string().max(100),
  plainText: z.string().max(UPLOAD_TEXT_MAX_LENGTH),
  /** The page itself first; a frame comes after the frame it is in. */
  frames: z.array(uploadedFrameSchema).min(1).max(UPLOAD_MAX_FRAMES),
  resources: z
    .array(
      z.object({
        url: urlSchema,
        type: z.string().max(200),
        charset: z.string().max(40).optional(),
        status: z.int().min(100).max(599),
        bytes: z.int().min(0),
      }),
    )
    .max(UPLOAD_MAX_RESOURCES),
  /** Addresses the page had loaded; what only sheets name is worth fetching where it is among them. */
  loaded: z.array(urlSchema).max(UPLOAD_MAX_RESOURCES),
  /** What the tab showed, as PNG or JPEG. */
  picture: z.object({ bytes: z.int().min(0) }).optional(),
});
export type UploadHeader = z.infer<typeof uploadHeaderSchema>;

/** `POST /snapshots/{id}/upload`: where the page goes, by PUT; `token` when the request needs the bearer token. */
export const uploadTargetSchema = z.object({ url: z.string(), token: z.boolean(), maxBytes: z.int() });
export type UploadTarget = z.infer<typeof uploadTargetSchema>;
