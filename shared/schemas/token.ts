import { z } from 'zod';

/**
 * What a token may do. `read`: see everything, private stills included. `save`: save pages, edit, tag, import, move to
 * the trash and back. `admin`: both, and what cannot be undone: empty the trash, delete versions, manage tokens.
 */
export const TOKEN_SCOPES = ['save', 'read', 'admin'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

export const TOKEN_NAME_MAX_LENGTH = 200;
/** Longest a token with an end may live, in days. */
export const TOKEN_DAYS_MAX = 3650;

export const tokenScopeSchema = z.enum(TOKEN_SCOPES);

/** `POST /tokens`. */
export const tokenRequestSchema = z.strictObject({
  name: z.string().trim().min(1).max(TOKEN_NAME_MAX_LENGTH),
  scopes: z.array(tokenScopeSchema).min(1).max(TOKEN_SCOPES.length).default(['save', 'read']),
  /** Days until it ends by itself; without, it lasts until it is revoked. */
  days: z.int().min(1).max(TOKEN_DAYS_MAX).optional(),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** A token as it is listed: never the token itself. */
export const tokenAnswerSchema = z.object({
  /** SHA-256 of the token, in hexadecimal. */
  id: z.string(),
  name: z.string(),
  scopes: z.array(tokenScopeSchema),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().optional(),
  /** To the hour. */
  lastUsedAt: z.iso.datetime().optional(),
  /** True for the token that asks. */
  isThis: z.boolean(),
});
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>;

/** `GET /tokens`. */
export const tokensAnswerSchema = z.object({ tokens: z.array(tokenAnswerSchema) });

/** `POST /tokens` and `POST /tokens/{id}/rotate`: the only time the token is seen. */
export const newTokenAnswerSchema = z.object({ token: z.string(), connectString: z.string() });
