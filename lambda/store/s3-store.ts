import { randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { assertKey, assertPrefix, mediaTypeOf } from './key.ts';
import { bucketFailure, isAbsent, isConditionLost, LastTry } from './s3-failure.ts';
import { persistently } from './s3-retry.ts';
import { uploadStream } from './s3-upload.ts';
import type { Encoding, Store, StoredObject } from './store.ts';

export type S3StoreOptions = {
  readonly bucket: string;
  readonly region: string;
  /** Of a server that speaks S3; AWS when there is none. */
  readonly endpoint?: string;
  /** `endpoint/bucket` in place of `bucket.endpoint`: what most servers other than AWS want. */
  readonly pathStyle?: boolean;
  /** False leaves out the probe of conditional writes, five requests at every start: AWS itself is known to keep them. */
  readonly probe?: boolean;
  /** Longest wait for an answer, in ms; 15,000 when nobody says. */
  readonly answerTimeoutMs?: number;
  /** Where the SDK looks by itself when none are given: environment, role, profile. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
};

/** Objects in one page of a listing: S3 gives no more. */
const PAGE_MAX = 1000;
/** Longest wait for a connection, and for an answer that does not begin or stops in the middle, in ms. */
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 15_000;
/** Tries of reading an object whose bytes broke off. */
const READ_TRIES = 4;

/**
 * Opens a bucket as a store, after a probe that it keeps conditional writes: some servers answer 200 and overwrite.
 * Fails with `storage-unavailable` when it does not, or cannot be reached.
 */
export async function openS3Store(options: S3StoreOptions): Promise<Result<Store>> {
  const { bucket, region, endpoint, pathStyle = false, credentials } = options;
  const client = new S3Client({
    region,
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
    forcePathStyle: pathStyle,
    // Ours are in s3-retry.ts.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      socketTimeout: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    },
    // Other servers do not know the newer checksums; the connection is checked by TLS, the content by our records.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const store = createS3Store(client, bucket);
  if (options.probe === false) return ok(store);
  const probed = await probe(store, bucket);
  return probed.ok ? ok(store) : probed;
}

function createS3Store(client: S3Client, bucket: string): Store {
  const at = (key: string) => {
    assertKey(key);
    return { Bucket: bucket, Key: key };
  };

  async function find(key: string, range?: string): Promise<Result<GetObjectCommandOutput | undefined>> {
    const place = at(key);
    try {
      const command = () => new GetObjectCommand({ ...place, ...(range ? { Range: range } : {}) });
      return ok(await persistently(() => client.send(command())));
    } catch (error) {
      return isAbsent(error) ? ok(undefined) : bucketFailure(error, `${key} cannot be read`);
    }
  }

  /** The body comes after the answer's head, so what breaks there the SDK does not ask for again. */
  async function read(key: string): Promise<Result<StoredObject | undefined>> {
    for (let tries = 1; ; tries += 1) {
      const found = await find(key);
      if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
      const { Body, ETag = '', ContentEncoding } = found.value;
      try {
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return ok({ bytes, etag: unquoted(ETag), ...encodingOf(ContentEncoding) });
      } catch (error) {
        if (tries === READ_TRIES) return bucketFailure(error, `${key} cannot be read`);
      }
    }
  }

  /** The etag of an object that holds these bytes: a write whose answer was lost is refused when it is sent again. */
  async function etagIfWritten(key: string, bytes: Uint8Array): Promise<string | undefined> {
    const found = await read(key);
    if (!found.ok || !found.value) return undefined;
    return Buffer.from(found.value.bytes).equals(bytes) ? found.value.etag : undefined;
  }

  return {
    async signPut(key, seconds) {
      // Loaded when first asked for: signing is for uploads alone.
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      return await getSignedUrl(client, new PutObjectCommand(at(key)), { expiresIn: seconds });
    },

    get: (key) => read(key),

    async open(key, range) {
      const found = await find(key, range && `bytes=${range.first}-${range.last}`);
      if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
      const { Body, ContentLength = 0, ContentRange, ContentEncoding } = found.value;
      const size = Number(/\/(\d+)$/.exec(ContentRange ?? '')?.[1] ?? ContentLength);
      const body = Body?.transformToWebStream() ?? new Blob([]).stream();
      return ok({ size, body: body as ReadableStream<Uint8Array>, ...encodingOf(ContentEncoding) });
    },

    async put(key, bytes, { ifAbsent, ifMatch, encoding } = {}) {
      const place = at(key);
      try {
        const { ETag = '' } = await persistently(() =>
          client.send(
            new PutObjectCommand({
              ...place,
              Body: bytes,
              ContentType: mediaTypeOf(key),
              ...(encoding ? { ContentEncoding: encoding } : {}),
              ...(ifAbsent ? { IfNoneMatch: '*' } : {}),
              // Without quotes: some servers compare them too.
              ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
            }),
          ),
        );
        return ok({ etag: unquoted(ETag) });
      } catch (error) {
        // A condition on an object that is gone is lost too; some servers say 404 to it.
        if (isConditionLost(error) || (ifMatch !== undefined && isAbsent(error))) {
          const unheard = error instanceof LastTry && !error.heard;
          const etag = unheard ? await etagIfWritten(key, bytes) : undefined;
          if (etag !== undefined) return ok({ etag });
          return fail('conflict', ifAbsent ? `${key} exists.` : `${key} has changed.`);
        }
        return bucketFailure(error, `${key} cannot be written`);
      }
    },

    putStream: (key, body, { encoding } = {}) =>
      uploadStream(client, at(key), body, {
        ContentType: mediaTypeOf(key),
        ...(encoding ? { ContentEncoding: encoding } : {}),
      }),

    async delete(key) {
      const place = at(key);
      try {
        await persistently(() => client.send(new DeleteObjectCommand(place)));
        return ok(undefined);
      } catch (error) {
        return isAbsent(error) ? ok(undefined) : bucketFailure(error, `${key} cannot be deleted`);
      }
    },

    async list(prefix, { after, limit = PAGE_MAX } = {}) {
      assertPrefix(prefix);
      try {
        const { Contents = [], IsTruncated } = await persistently(() =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              MaxKeys: Math.min(limit, PAGE_MAX),
              ...(after === undefined ? {} : { StartAfter: after }),
            }),
          ),
        );
        const objects = Contents.map(({ Key = '', Size = 0, LastModified }) => ({
          key: Key,
          size: Size,
          modified: LastModified?.getTime() ?? 0,
        }));
        const last = objects[objects.length - 1];
        return ok({ objects, ...(IsTruncated && last ? { next: last.key } : {}) });
      } catch (error) {
        return bucketFailure(error, `${prefix} cannot be listed`);
      }
    },
  };
}

async function probe(store: Store, bucket: string): Promise<Result<void>> {
  const key = `probes/${randomBytes(12).toString('hex')}`;
  const first = await store.put(key, Buffer.from('1'), { ifAbsent: true });
  if (!first.ok) return first;
  const second = await store.put(key, Buffer.from('2'), { ifAbsent: true });
  const stale = await store.put(key, Buffer.from('3'), { ifMatch: 'd41d8cd98f00b204e9800998ecf8427e' });
  const fresh = await store.put(key, Buffer.from('4'), { ifMatch: first.value.etag });
  await store.delete(key);
  const kept = !second.ok && second.error.code === 'conflict' && !stale.ok && stale.error.code === 'conflict';
  if (kept && fresh.ok) return ok(undefined);
  if (!second.ok && second.error.code !== 'conflict') return second;
  return fail(
    'storage-unavailable',
    `The server of ${bucket} does not keep conditional writes, so two writers could lose each other's changes.`,
  );
}

function unquoted(etag: string): string {
  return etag.replace(/^"|"$/g, '');
}

function encodingOf(header: string | undefined): { encoding?: Encoding } {
  return header === 'br' ? { encoding: 'br' } : {};
}
