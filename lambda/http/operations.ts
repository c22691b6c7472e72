import { ARTIFACT_FILES } from '@stillpage/shared/schemas/artifact.ts';
import { exportQuerySchema, importQuerySchema } from '@stillpage/shared/schemas/import.ts';
import { linksQuerySchema } from '@stillpage/shared/schemas/link.ts';
import type { z } from 'zod';
import type { ApiSchemaName } from './api-schemas.ts';
import { changesQuerySchema, snapshotQuerySchema } from './requests.ts';

/** One call: what it is for, takes and answers. */
export type Operation = {
  readonly summary: string;
  readonly answer: ApiSchemaName | { readonly type: string };
  readonly status?: number;
  readonly body?: ApiSchemaName;
  readonly query?: z.ZodObject;
  /** The body is a file of any type. */
  readonly file?: boolean;
  readonly ifMatch?: boolean;
  /** Needs no token. */
  readonly open?: boolean;
};

/** Every call of the API; a test holds it against the routes of the application. */
export const OPERATIONS: Record<string, Operation> = {
  'get /': { summary: 'What this is and how to connect.', answer: { type: 'text/html' }, open: true },
  'get /icon.svg': { summary: 'The sign of the program.', answer: { type: 'image/svg+xml' }, open: true },
  'get /health': { summary: 'Liveness and versions.', answer: 'Health', open: true },
  'get /openapi.json': { summary: 'This document.', answer: { type: 'application/json' }, open: true },
  'post /snapshots': {
    summary: 'Save a page. The same id twice answers the same; with another address it is a conflict.',
    body: 'SaveRequest',
    answer: 'Snapshot',
    status: 202,
  },
  'get /snapshots/{id}': {
    summary: 'The record of a snapshot, with its progress while the capture runs.',
    query: snapshotQuerySchema,
    answer: 'Snapshot',
  },
  'post /snapshots/{id}/upload': {
    summary: 'Where the page of a snapshot with source browser goes, by PUT.',
    answer: 'UploadTarget',
  },
  'put /snapshots/{id}/content': {
    summary: 'The page of a snapshot with source browser, as the extension writes it; answers nothing.',
    answer: { type: 'application/octet-stream' },
    status: 204,
  },
  'post /snapshots/{id}/content': {
    summary: 'Cleans what was uploaded and makes the snapshot of it.',
    answer: 'Snapshot',
  },
  'post /snapshots/{id}/retry': {
    summary: 'Capture again what failed or is partial.',
    answer: 'Snapshot',
    status: 202,
  },
  'post /snapshots/{id}/view-link': {
    summary: 'An address that opens a private snapshot without a token for a quarter of an hour.',
    answer: 'ViewLink',
  },
  'delete /view-links': {
    summary: 'End every address that opens a private snapshot without a token; answers nothing. Needs admin.',
    answer: { type: 'application/octet-stream' },
    status: 204,
  },
  'delete /snapshots/{id}': {
    summary: 'Delete one version with its files; answers its link.',
    answer: 'Link',
  },
  'get /links': {
    summary: 'Links, newest first, or by relevance with q. Several tags are AND.',
    query: linksQuerySchema,
    answer: 'LinksPage',
  },
  'post /links/bulk': {
    summary: 'Add and remove tags of many links, or delete them.',
    body: 'BulkRequest',
    answer: 'BulkAnswer',
  },
  'get /links/{id}': { summary: 'One link.', answer: 'Link' },
  'patch /links/{id}': {
    summary: 'Change title, tags or note.',
    body: 'LinkPatch',
    ifMatch: true,
    answer: 'Link',
  },
  'delete /links/{id}': { summary: 'Move a link to the trash.', answer: 'Link' },
  'post /links/{id}/restore': { summary: 'Take a link out of the trash.', answer: 'Link' },
  'post /import': {
    summary:
      'Bring in a file of bookmarks: Netscape HTML, CSV, JSON or a list of addresses. One JSON object a line: progress, at the end the report.',
    query: importQuerySchema,
    file: true,
    answer: 'ImportLine',
  },
  'get /export': {
    summary: 'Every link that is not in the trash, as one file.',
    query: exportQuerySchema,
    answer: { type: 'text/html' },
  },
  'delete /trash': {
    summary:
      'Empty the trash: what lies in it can no longer be restored. By itself each link goes after 30 days.',
    answer: 'PurgeAnswer',
  },
  'get /links/{id}/versions': { summary: 'The snapshots of a link, newest first.', answer: 'Versions' },
  'get /snapshots/{id}/diff/{other}': {
    summary: 'What changed in text and picture between two versions of a link.',
    answer: 'Diff',
  },
  'get /snapshots/{id}/diff/{other}/picture': {
    summary: 'The newer screenshot, pale, with what differs in red.',
    answer: { type: 'image/webp' },
  },
  'get /tags': { summary: 'Tags with counts, most used first.', answer: 'Tags' },
  'post /tags/suggest': {
    summary: 'Tags for a page, from what its nearest pages in the library are tagged; nothing is kept of it.',
    body: 'SuggestRequest',
    answer: 'SuggestAnswer',
  },
  'patch /tags/{tag}': {
    summary: 'Rename a tag and those under it; a name that exists is merged with.',
    body: 'TagPatch',
    answer: 'TagPatchAnswer',
  },
  'get /changes': {
    summary: 'Links that changed after a next of before; may repeat a link, never misses one.',
    query: changesQuerySchema,
    answer: 'Changes',
  },
  'get /access': { summary: 'The page that manages tokens.', answer: { type: 'text/html' }, open: true },
  'get /tokens': { summary: 'Access tokens by name, scopes and hash; needs admin.', answer: 'Tokens' },
  'post /tokens': {
    summary: 'Make a token; the only time it is seen. Needs admin.',
    body: 'TokenRequest',
    answer: 'NewToken',
    status: 201,
  },
  'post /tokens/{id}/rotate': {
    summary: 'A new token in the place of this one, which is revoked. Needs admin.',
    answer: 'NewToken',
    status: 201,
  },
  'delete /tokens/{id}': {
    summary: 'Revoke a token; answers nothing. Needs admin.',
    answer: { type: 'application/octet-stream' },
    status: 204,
  },
  'get /s/{id}': { summary: 'The viewer page of a snapshot.', answer: { type: 'text/html' }, open: true },
  'get /s/{id}/diff/{other}': {
    summary: 'A page that shows what changed between two versions.',
    answer: { type: 'text/html' },
    open: true,
  },
  'get /s/{id}/diff/{other}/picture': {
    summary: 'The newer screenshot, pale, with what differs in red.',
    answer: { type: 'image/webp' },
    open: true,
  },
  ...Object.fromEntries(
    (
      [
        ['page', 'The still: one file without script.', ARTIFACT_FILES.still.type],
        ['screenshot', 'A picture of the whole page.', ARTIFACT_FILES.screenshot.type],
        ['thumbnail', 'A small picture.', ARTIFACT_FILES.thumbnail.type],
        ['text', 'The readable text.', ARTIFACT_FILES.text.type],
        ['pdf', 'The page as PDF.', ARTIFACT_FILES.pdf.type],
        ['archive', 'The page as WACZ.', ARTIFACT_FILES.archive.type],
        ['download', 'The still as a download.', ARTIFACT_FILES.still.type],
      ] as const
    ).map(([path, summary, type]) => [`get /s/{id}/${path}`, { summary, answer: { type }, open: true }]),
  ),
};
