import { Readable } from 'node:stream';
import { createBrotliDecompress } from 'node:zlib';
import { fail, type Result } from '@stillpage/shared/errors.ts';
import { ARTIFACT_FILES, type ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { OpenedObject } from '../store/store.ts';
import { ARTIFACT_HEADERS, STILL_HEADERS } from './artifact-headers.ts';
import { fileName } from './file-name.ts';

/** Files that no browser shows in a sandbox, or that none shows at all. */
const ALWAYS_DOWNLOADED: ReadonlySet<ArtifactName> = new Set(['pdf', 'archive']);

export type ArtifactRequest = {
  readonly snapshot: SnapshotRecord;
  readonly name: ArtifactName;
  readonly download: boolean;
  readonly open: () => Promise<Result<OpenedObject>>;
};

/** Answers with a stored file: as it is stored to those who can decode it, decoded to the others, 304 to those who have it. */
export async function artifactAnswer(request: Request, asked: ArtifactRequest): Promise<Result<Response>> {
  const { snapshot, name, download, open } = asked;
  const artifact = snapshot.artifacts[name];
  if (!artifact) return fail('not-found', `This snapshot has no ${name}.`);
  const asStored = artifact.encoding === undefined || acceptsBrotli(request.headers.get('accept-encoding'));
  const encoding = asStored ? artifact.encoding : undefined;
  const headers = new Headers(name === 'still' && !download ? STILL_HEADERS : ARTIFACT_HEADERS);
  headers.set('etag', `"${artifact.sha256}${encoding ? `-${encoding}` : ''}"`);
  if (isKnown(request.headers.get('if-none-match'), artifact.sha256))
    return { ok: true, value: new Response(null, { status: 304, headers }) };
  // The type comes from our own table: a record is data, and data does not say how it is shown.
  headers.set('content-type', ARTIFACT_FILES[name].type);
  headers.set('content-length', String(asStored ? artifact.storedBytes : artifact.bytes));
  if (encoding) headers.set('content-encoding', encoding);
  if (download || ALWAYS_DOWNLOADED.has(name)) headers.set('content-disposition', fileName(snapshot, name));
  if (request.method === 'HEAD') return { ok: true, value: new Response(null, { headers }) };
  const opened = await open();
  if (!opened.ok) return opened;
  const body = !encoding && opened.value.encoding === 'br' ? decoded(opened.value.body) : opened.value.body;
  return { ok: true, value: new Response(body, { headers }) };
}

function decoded(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  const decoder = createBrotliDecompress();
  source.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => source.destroy());
  return Readable.toWeb(source.pipe(decoder)) as ReadableStream<Uint8Array>;
}

function acceptsBrotli(header: string | null): boolean {
  return (header ?? '').split(',').some((part) => {
    const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return coding === 'br' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function isKnown(header: string | null, sha256: string): boolean {
  return (header ?? '').split(',').some((tag) => {
    const value = tag.trim().replace(/^W\//, '');
    return value === '*' || value === `"${sha256}"` || value === `"${sha256}-br"`;
  });
}
