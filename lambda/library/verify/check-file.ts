import { createHash } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { Artifact, ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import { decodedBody } from '../../store/decoded-body.ts';
import type { Store } from '../../store/store.ts';
import { artifactKey } from '../keys.ts';

/** How a stored file stands to what its record says: `damaged` has other bytes, or cannot be decoded. */
export type FileState = 'sound' | 'missing' | 'damaged';

/** Reads a stored file through, in constant memory, and holds it against the size and the digest in its record. */
export async function checkFile(
  store: Store,
  snapshotId: string,
  name: ArtifactName,
  expected: Artifact,
): Promise<Result<FileState>> {
  const opened = await store.open(artifactKey(snapshotId, name));
  if (!opened.ok) return opened;
  if (!opened.value) return ok('missing');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of decodedBody(opened.value)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return ok('damaged');
  }
  return ok(bytes === expected.bytes && hash.digest('hex') === expected.sha256 ? 'sound' : 'damaged');
}
