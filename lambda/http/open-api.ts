import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import { ARTIFACT_FILES } from '@stillpage/shared/schemas/artifact.ts';
import { exportQuerySchema, importLineSchema, importQuerySchema } from '@stillpage/shared/schemas/import.ts';
import {
  changesAnswerSchema,
  errorAnswerSchema,
  healthAnswerSchema,
  linkAnswerSchema,
  linkPatchSchema,
  linksPageSchema,
  linksQuerySchema,
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
import { z } from 'zod';
import { STILLPAGE_VERSION } from '../version.ts';
import {
  bulkAnswerSchema,
  bulkRequestSchema,
  changesQuerySchema,
  purgeAnswerSchema,
  snapshotQuerySchema,
  tagPatchAnswerSchema,
  tagPatchSchema,
  viewLinkAnswerSchema,
} from './requests.ts';

const SCHEMAS = {
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
type SchemaName = keyof typeof SCHEMAS;
const REQUESTS: ReadonlySet<string> = new Set([
  'SaveRequest',
  'LinkPatch',
  'TagPatch',
  'SuggestRequest',
  'BulkRequest',
  'TokenRequest',
]);

type Operation = {
  readonly summary: string;
  readonly answer: SchemaName | { readonly type: string };
  readonly status?: number;
  readonly body?: SchemaName;
  readonly query?: z.ZodObject;
  /** The body is a file of any type. */
  readonly file?: boolean;
  readonly ifMatch?: boolean;
  /** Needs no token. */
  readonly open?: boolean;
};

/** Every call of the API; a test holds it against the routes of the application. */
const OPERATIONS: Record<string, Operation> = {
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

let document: object | undefined;

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function openApiDocument(): object {
  document ??= {
    openapi: '3.1.0',
    info: {
      title: 'Stillpage',
      version: STILLPAGE_VERSION,
      description: `Errors are { error: { code, message, retryable } }; the codes: ${Object.keys(ERROR_TABLE).join(', ')}.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ token: [] }],
    paths: pathsOf(),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(
        Object.entries(SCHEMAS).map(([name, schema]) => [
          name,
          jsonSchema(schema, REQUESTS.has(name) ? 'input' : 'output'),
        ]),
      ),
    },
  };
  return document;
}

function pathsOf() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = name.split(' ');
    paths[path] ??= {};
    paths[path][method] = describe(path, operation);
  }
  return paths;
}

function describe(
  path: string,
  { summary, answer, status = 200, body, file, query, ifMatch, open }: Operation,
) {
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const asked = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: withoutDialect(jsonSchema(schema as z.ZodType, 'input')),
  }));
  const seen = ifMatch
    ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }]
    : [];
  const parameters = [...named, ...asked, ...seen];
  const content =
    typeof answer === 'string'
      ? { 'application/json': { schema: reference(answer) } }
      : { [answer.type]: {} };
  return {
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: reference(body) } } } }
      : {}),
    ...(file ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } } : {}),
    responses: {
      [status]: { description: 'Success.', content },
      default: { description: 'A failure.', content: { 'application/json': { schema: reference('Error') } } },
    },
  };
}

function reference(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  return withoutDialect(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
}

function withoutDialect({ $schema: _dialect, ...rest }: Record<string, unknown>) {
  return rest;
}
