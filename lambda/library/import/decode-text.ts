import { failure, StillpageError } from '@stillpage/shared/errors.ts';

/** Bytes that are looked at to tell how a file is written. */
const HEAD_BYTES = 4096;

/** Beginnings of files that hold others, or no text at all, and what a person is told of them. */
const PACKED: readonly [readonly number[], string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive: unpack it and import the file in it'],
  [[0x1f, 0x8b], 'a gzip archive: unpack it and import the file in it'],
  [[0x62, 0x70, 0x6c, 0x69, 0x73, 0x74], 'a binary property list: export the bookmarks as HTML'],
  [[0x6d, 0x6f, 0x7a, 0x4c, 0x7a, 0x34], "Firefox' packed backup: save one as JSON, or export HTML"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'a database: export the bookmarks as HTML'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
];

/**
 * The text of a file, whatever it is written in: UTF-8, UTF-16 with its mark or without, or what an HTML page says of
 * itself. Throws a `StillpageError`, `invalid-request`, for what is no text.
 */
export async function* decodedText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const pieces = bytes[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  let next = await pieces.next();
  for (; !next.done && head.length < HEAD_BYTES; next = await pieces.next())
    head = Buffer.concat([head, next.value]);
  const decoder = new TextDecoder(encodingOf(head.subarray(0, HEAD_BYTES)));
  yield decoder.decode(head, { stream: true });
  for (; !next.done; next = await pieces.next()) yield decoder.decode(next.value, { stream: true });
  yield decoder.decode();
}

function encodingOf(head: Uint8Array): string {
  for (const [beginning, what] of PACKED)
    if (beginning.every((byte, at) => head[at] === byte)) throw unreadable(`This is ${what}.`);
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  // Letters of Latin have a zero in every second byte there.
  if (odd > head.length / 5 && even === 0) return 'utf-16le';
  if (even > head.length / 5 && odd === 0) return 'utf-16be';
  if (even + odd > 0) throw unreadable('This is no text file.');
  const said = /<meta[^>]*charset=["']?([\w-]+)/i.exec(Buffer.from(head).toString('latin1'))?.[1];
  return said !== undefined && isEncoding(said) ? said : 'utf-8';
}

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

function unreadable(message: string): StillpageError {
  return new StillpageError(failure('invalid-request', message));
}
