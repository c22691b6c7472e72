import { z } from 'zod';

/** The files a snapshot can have. Still, thumbnail and text are always made, the screenshot by default. */
export const ARTIFACT_NAMES = ['still', 'screenshot', 'thumbnail', 'text', 'pdf', 'archive'] as const;
export const artifactNameSchema = z.enum(ARTIFACT_NAMES);
export type ArtifactName = z.infer<typeof artifactNameSchema>;

/** File name and media type of each artifact in the store. */
export const ARTIFACT_FILES = {
  still: { file: 'still.html', type: 'text/html; charset=utf-8' },
  screenshot: { file: 'screenshot.webp', type: 'image/webp' },
  thumbnail: { file: 'thumbnail.webp', type: 'image/webp' },
  text: { file: 'text.md', type: 'text/markdown; charset=utf-8' },
  pdf: { file: 'page.pdf', type: 'application/pdf' },
  archive: { file: 'archive.wacz', type: 'application/wacz' },
} as const satisfies Record<ArtifactName, { file: string; type: string }>;

/** What a record says of a stored artifact; `bytes` and `sha256` are of the decoded content. */
export const artifactSchema = z.object({
  type: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Content encoding in the store. */
  encoding: z.enum(['br']).optional(),
  /** Bytes in the store, after encoding. */
  storedBytes: z.int().min(0),
  /** Pictures only, in pixels. */
  width: z.int().optional(),
  height: z.int().optional(),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** Why a resource is not in the still. */
export const OMISSION_REASONS = [
  'not-loaded',
  'http-error',
  'blocked-address',
  'connection-failed',
  'timeout',
  'too-large',
  'budget',
  'unreadable',
  'unsupported',
  'artifact-failed',
] as const;

/** One thing missing from a snapshot: a resource's address or an artifact's name, and the reason. */
export const omissionSchema = z.object({
  what: z.string().max(2048),
  kind: z.enum([
    'document',
    'frame',
    'stylesheet',
    'image',
    'font',
    'media',
    'object',
    'artifact',
    'content',
    'other',
  ]),
  reason: z.enum(OMISSION_REASONS),
  /** HTTP status where there was one. */
  status: z.int().optional(),
});
export type Omission = z.infer<typeof omissionSchema>;
export type OmissionReason = Omission['reason'];
