import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { UPLOAD_MAX_BYTES } from '@stillpage/shared/schemas/limits.ts';
import { type UploadHeader, uploadHeaderSchema } from '@stillpage/shared/schemas/upload.ts';
import type { Store } from '../store/store.ts';
import { uploadKey } from './keys.ts';

/** An upload taken apart; the bytes are views into one buffer. */
export type UploadFile = {
  readonly header: UploadHeader;
  readonly bodies: readonly Uint8Array[];
  readonly picture?: Uint8Array;
};

/** Reads an upload: one line of JSON, then bytes. What is no upload of ours is `unsupported-content`. */
export async function readUpload(store: Store, id: string): Promise<Result<UploadFile>> {
  const opened = await store.open(uploadKey(id));
  if (!opened.ok) return opened;
  if (!opened.value) return fail('not-found', 'Nothing has been uploaded for this snapshot.');
  const { size, body } = opened.value;
  if (size > UPLOAD_MAX_BYTES) {
    await body.cancel();
    return fail('unsupported-content', `A page has at most ${UPLOAD_MAX_BYTES} bytes.`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return parseUpload(Buffer.concat(chunks));
}

export function parseUpload(bytes: Buffer): Result<UploadFile> {
  const end = bytes.indexOf(0x0a);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, Math.max(end, 0))));
  } catch {
    return notOurs('it does not begin with a line of JSON');
  }
  const parsed = uploadHeaderSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return notOurs(`${issue?.path.map(String).join('.')} ${issue?.message}`.slice(0, 300));
  }
  const header = parsed.data;
  const sizes = [
    ...header.resources.map((resource) => resource.bytes),
    ...(header.picture ? [header.picture.bytes] : []),
  ];
  let at = end + 1;
  const pieces = sizes.map((size) => {
    at += size;
    return bytes.subarray(at - size, at);
  });
  if (at !== bytes.length) return notOurs('its bytes are fewer or more than it says');
  const picture = header.picture ? pieces.pop() : undefined;
  return ok({ header, bodies: pieces, ...(picture ? { picture } : {}) });
}

function notOurs(why: string) {
  return fail('unsupported-content', `This is no page of the extension: ${why}.`);
}
