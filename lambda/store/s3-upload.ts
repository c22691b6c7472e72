import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { bucketFailure } from './s3-failure.ts';
import { persistently } from './s3-retry.ts';

/** Bytes of a part: S3 takes 5 MiB to 5 GiB and 10,000 of them. */
const PART_BYTES = 8 * 1024 * 1024;

type Place = { readonly Bucket: string; readonly Key: string };
type Kind = { readonly ContentType: string; readonly ContentEncoding?: string };

/** Uploads a stream part by part, so that one part is in memory at a time; what breaks leaves nothing behind. */
export async function uploadStream(
  client: S3Client,
  place: Place,
  body: ReadableStream<Uint8Array>,
  kind: Kind,
): Promise<Result<{ size: number }>> {
  let upload: string | undefined;
  let size = 0;
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  try {
    for await (const { bytes, last } of inParts(body)) {
      size += bytes.length;
      if (last && upload === undefined) {
        await persistently(() => client.send(new PutObjectCommand({ ...place, ...kind, Body: bytes })));
        return ok({ size });
      }
      upload ??= (
        await persistently(() => client.send(new CreateMultipartUploadCommand({ ...place, ...kind })))
      ).UploadId;
      const part = { ...place, UploadId: upload, PartNumber: parts.length + 1, Body: bytes };
      const { PartNumber } = part;
      const sent = await persistently(() => client.send(new UploadPartCommand(part)));
      parts.push({ PartNumber, ETag: sent.ETag });
    }
    const whole = { ...place, UploadId: upload, MultipartUpload: { Parts: parts } };
    await persistently(() => client.send(new CompleteMultipartUploadCommand(whole)));
    return ok({ size });
  } catch (error) {
    if (upload !== undefined)
      await client
        .send(new AbortMultipartUploadCommand({ ...place, UploadId: upload }))
        .catch(() => undefined);
    return bucketFailure(error, `${place.Key} cannot be written`);
  }
}

async function* inParts(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ bytes: Uint8Array; last: boolean }> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    while (size > PART_BYTES) {
      const all = Buffer.concat(chunks);
      yield { bytes: all.subarray(0, PART_BYTES), last: false };
      chunks = [all.subarray(PART_BYTES)];
      size -= PART_BYTES;
    }
  }
  yield { bytes: Buffer.concat(chunks), last: true };
}
