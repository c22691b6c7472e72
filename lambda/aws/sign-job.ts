import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ArtifactName } from '@stillpage/shared/schemas/artifact.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { artifactKey } from '../library/keys.ts';
import type { Bucket } from './bucket.ts';
import { progressKey, resultKey, type UploadJob } from './capture-job.ts';

/**
 * How long the uploads of a job work, in seconds: the longest an asynchronous invocation waits and is tried again by
 * the template (1 hour) and the longest it runs. They end earlier with the role's own session.
 */
export const UPLOADS_VALID_S = 75 * 60;

/** The job of one try of a snapshot, with an upload for each of its files. Signing asks nobody: it takes no request. */
export async function signJob({ client, name: bucket }: Bucket, record: SnapshotRecord): Promise<UploadJob> {
  const sign = (key: string) =>
    getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: UPLOADS_VALID_S });
  // A PDF is kept for an address that is one, whoever asked for it.
  const names: ArtifactName[] = [...new Set<ArtifactName>([...record.wanted, 'pdf'])];
  const [progress, result, ...urls] = await Promise.all([
    sign(progressKey(record.id)),
    sign(resultKey(record.id)),
    ...names.map((name) => sign(artifactKey(record.id, name))),
  ]);
  return {
    schema: 1,
    snapshotId: record.id,
    attempt: record.attempts,
    url: record.url,
    view: record.view,
    wanted: record.wanted,
    uploads: Object.fromEntries(names.map((name, index) => [name, urls[index]])),
    progress,
    result,
  };
}
