import { importLineSchema } from '@stillpage/shared/schemas/import.ts';
import {
  changesAnswerSchema,
  errorAnswerSchema,
  healthAnswerSchema,
  linkAnswerSchema,
  linkPatchSchema,
  linksPageSchema,
  tagsAnswerSchema,
} from '@stillpage/shared/schemas/link.ts';
import { saveRequestSchema, snapshotAnswerSchema } from '@stillpage/shared/schemas/snapshot.ts';
import { suggestAnswerSchema, suggestRequestSchema } from '@stillpage/shared/schemas/suggest.ts';
import {
  newTokenAnswerSchema,
  tokenRequestSchema,
  tokensAnswerSchema,
} from '@stillpage/shared/schemas/token.ts';
import { uploadTargetSchema } from '@stillpage/shared/schemas/upload.ts';
import { diffAnswerSchema, versionsAnswerSchema } from '@stillpage/shared/schemas/version.ts';
import {
  bulkAnswerSchema,
  bulkRequestSchema,
  purgeAnswerSchema,
  tagPatchAnswerSchema,
  tagPatchSchema,
  viewLinkAnswerSchema,
} from './requests.ts';

/** What requests and answers are made of, by the names of the description. */
export const API_SCHEMAS = {
  SaveRequest: saveRequestSchema,
  Snapshot: snapshotAnswerSchema,
  Link: linkAnswerSchema,
  LinkPatch: linkPatchSchema,
  LinksPage: linksPageSchema,
  Tags: tagsAnswerSchema,
  TagPatch: tagPatchSchema,
  SuggestRequest: suggestRequestSchema,
  SuggestAnswer: suggestAnswerSchema,
  TagPatchAnswer: tagPatchAnswerSchema,
  Changes: changesAnswerSchema,
  BulkRequest: bulkRequestSchema,
  BulkAnswer: bulkAnswerSchema,
  ImportLine: importLineSchema,
  Versions: versionsAnswerSchema,
  Diff: diffAnswerSchema,
  PurgeAnswer: purgeAnswerSchema,
  ViewLink: viewLinkAnswerSchema,
  UploadTarget: uploadTargetSchema,
  TokenRequest: tokenRequestSchema,
  Tokens: tokensAnswerSchema,
  NewToken: newTokenAnswerSchema,
  Health: healthAnswerSchema,
  Error: errorAnswerSchema,
} as const;
export type ApiSchemaName = keyof typeof API_SCHEMAS;

/** Those that are asked with: their defaults may be left out. */
export const REQUEST_SCHEMAS: ReadonlySet<string> = new Set([
  'SaveRequest',
  'LinkPatch',
  'TagPatch',
  'SuggestRequest',
  'BulkRequest',
  'TokenRequest',
]);
