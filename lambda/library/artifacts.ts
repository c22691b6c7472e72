import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { Artifact, ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { CapturedArtifact } from '../capture/contract.ts';
import type { Store } from '../store/store.ts';
import { artifactKey } from './keys.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
/** Brotli quality: 5 packs HTML 5.4 times at 66 MB per CPU second; 9 gains 3 % and is eleven times slower. */
const BROTLI_QUALITY = 5;
/** Below this many bytes the encoding costs more than it saves. */
const COMPRESS_MIN_BYTES = 1024;
const COMPRESSED: ReadonlySet<ArtifactName> = new Set(['still', 'text']);

/** Stores one finished file of a snapshot and returns what the record says of it. */
export async function storeArtifact(
  store: Pick<Store, 'put'>,
  snapshotId: string,
  captured: CapturedArtifact,
): Promise<Result<Artifact>> {
  const { name, bytes, type, width, height } = captured;
  const encoded = COMPRESSED.has(name) && bytes.length >= COMPRESS_MIN_BYTES;
  const stored = encoded
    ? await compress(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      })
    : bytes;
  const written = await store.put(artifactKey(snapshotId, name), stored, encoded ? { encoding: 'br' } : {});
  if (!written.ok) return written;
  return ok({
    type,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    ...(encoded ? { encoding: 'br' as const } : {}),
    storedBytes: stored.length,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  });
}

/** Id of the snapshot under which a version's files lie: its own, unless nothing had changed. */
export function filesOf({ id, unchangedSince }: Pick<SnapshotRecord, 'id' | 'unchangedSince'>): string {
  return unchangedSince?.id ?? id;
}

/** The readable text of a snapshot, at most `maxBytes` of it; empty when it has none. */
export async function readText(store: Store, snapshotId: string, maxBytes: number): Promise<Result<string>> {
  const found = await store.get(artifactKey(snapshotId, 'text'));
  if (!found.ok) return found;
  if (!found.value) return ok('');
  const { bytes, encoding } = found.value;
  const decoded = encoding === 'br' ? await decompress(bytes) : bytes;
  return ok(new TextDecoder().decode(decoded.subarray(0, maxBytes)));
}
