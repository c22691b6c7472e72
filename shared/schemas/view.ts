import { z } from 'zod';
import { VIEW_LIMITS } from './limits.ts';

/** The window of whoever asks: sizes in CSS pixels, so that the page comes back as that person saw it. */
export const viewSchema = z.strictObject({
  width: z.int().min(VIEW_LIMITS.minWidth).max(VIEW_LIMITS.maxWidth).default(1280),
  height: z.int().min(VIEW_LIMITS.minHeight).max(VIEW_LIMITS.maxHeight).default(800),
  deviceScaleFactor: z.number().min(0.5).max(VIEW_LIMITS.maxScale).default(1),
  colorScheme: z.enum(['light', 'dark']).default('light'),
  /** BCP 47, sent as Accept-Language and navigator.language. */
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)
    .max(35)
    .default('en-US'),
  /** IANA name. */
  timezone: z
    .string()
    .regex(/^[A-Za-z0-9_+\-/]{1,64}$/)
    .default('UTC'),
});

export type View = z.infer<typeof viewSchema>;
export type ViewInput = z.input<typeof viewSchema>;
