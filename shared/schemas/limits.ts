/** Limits that browsers need too; kept apart from the schemas so that no bundle takes the validator along. */

/** Limits of a window a capture is rendered in; the upper ones keep one picture under Chromium's 16,384 px texture. */
export const VIEW_LIMITS = {
  minWidth: 200,
  maxWidth: 3840,
  minHeight: 200,
  maxHeight: 2400,
  maxScale: 3,
} as const;
/** Longest title kept, in characters. */
export const TITLE_MAX_LENGTH = 1000;
/** Longest note kept, in characters. */
export const NOTE_MAX_LENGTH = 10_000;
/** Largest page a browser may upload, with its resources, in bytes. */
export const UPLOAD_MAX_BYTES = 100 * 1024 * 1024;
