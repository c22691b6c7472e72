import { HeadBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { openS3Store } from '../store/s3-store.ts';
import type { Store } from '../store/store.ts';
import { ConfigurationError, type LibraryEnvironment } from './environment.ts';

/** Longest the first request to the bucket may take in all its tries, in milliseconds: initialisation has 10 s. */
const CHECK_TIMEOUT_MS = 6_000;

/** The library's bucket: as a store, and as what the catalog's engine and the signer need. */
export type Bucket = {
  readonly name: string;
  readonly client: S3Client;
  readonly store: Store;
  /** For the catalog's engine. */
  readonly storageOptions: Record<string, string>;
};

type Place = Pick<LibraryEnvironment, 'STILLPAGE_BUCKET' | 'AWS_REGION' | 'AWS_ENDPOINT_URL_S3'>;

/** Opens the bucket; throws a {@link ConfigurationError} that tells a missing one from a forbidden one and a wrong region. */
export async function openBucket(place: Place): Promise<Bucket> {
  const { STILLPAGE_BUCKET: name, AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = place;
  const client = new S3Client({
    region,
    forcePathStyle: endpoint !== undefined,
    // A presigned upload is used by somebody who does not compute the SDK's checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  await checkBucket(client, name, region);
  const store = await openS3Store({
    bucket: name,
    region,
    ...(endpoint ? { endpoint, pathStyle: true } : { probe: false }),
  });
  if (!store.ok) throw new ConfigurationError(store.error.message);
  return { name, client, store: store.value, storageOptions: storageOptions(region, endpoint) };
}

/** One request that tells the usual mistakes apart. */
export async function checkBucket(client: S3Client, bucket: string, region: string): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), {
      abortSignal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
  } catch (error) {
    throw new ConfigurationError(whyNot(error, bucket, region), { cause: error });
  }
}

function whyNot(error: unknown, bucket: string, region: string): string {
  if (!(error instanceof S3ServiceException))
    return `The bucket ${bucket} cannot be reached: ${(error as Error).name}.`;
  const status = error.$metadata.httpStatusCode;
  const elsewhere = error.$response?.headers['x-amz-bucket-region'];
  if (elsewhere && elsewhere !== region)
    return `The bucket ${bucket} is in ${elsewhere}, this function in ${region}: both must be in one region.`;
  if (status === 404) return `There is no bucket ${bucket}.`;
  if (status === 403)
    return `The role of this function may not use the bucket ${bucket}: it needs s3:ListBucket on it.`;
  return `The bucket ${bucket} cannot be used: ${error.name} (${status ?? 'no answer'}).`;
}

/** The engine speaks S3 by itself; the function's role reaches it by the environment's credentials. */
function storageOptions(region: string, endpoint: string | undefined): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env;
  return {
    region,
    ...(id && secret ? { awsAccessKeyId: id, awsSecretAccessKey: secret } : {}),
    ...(token ? { awsSessionToken: token } : {}),
    ...(endpoint
      ? {
          endpoint,
          virtualHostedStyleRequest: 'false',
          ...(endpoint.startsWith('http:') ? { allowHttp: 'true' } : {}),
        }
      : {}),
  };
}
