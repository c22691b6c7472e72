import { z } from 'zod';
import { URL_MAX_LENGTH } from '../canonical-url.ts';
import { TITLE_MAX_LENGTH } from './limits.ts';

/** Longest text of a page that is looked at for suggestions, in characters; a longer one may be sent cut. */
export const SUGGEST_TEXT_MAX_LENGTH = 10_000;
export const SUGGESTIONS_DEFAULT = 8;
export const SUGGESTIONS_MAX = 20;

/** `POST /tags/suggest`: the page a person is about to tag. Whatever is known of it helps; nothing of it is kept. */
export const suggestRequestSchema = z.strictObject({
  url: z.string().max(URL_MAX_LENGTH).optional(),
  title: z.string().max(TITLE_MAX_LENGTH).optional(),
  text: z.string().max(SUGGEST_TEXT_MAX_LENGTH).optional(),
  /** Tags it has already: they are not suggested again, and what goes with them counts more. */
  tags: z.array(z.string()).max(100).default([]),
  limit: z.int().min(1).max(SUGGESTIONS_MAX).default(SUGGESTIONS_DEFAULT),
});
export type SuggestRequest = z.input<typeof suggestRequestSchema>;
export type SuggestQuery = z.infer<typeof suggestRequestSchema>;

/** Tags of the person's own library, best first; `score` is between 0 and 1. */
export const suggestAnswerSchema = z.object({
  tags: z.array(z.object({ tag: z.string(), score: z.number() })),
});
export type SuggestAnswer = z.infer<typeof suggestAnswerSchema>;
export type SuggestedTag = SuggestAnswer['tags'][number];
