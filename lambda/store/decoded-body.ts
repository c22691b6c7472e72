import type { OpenedObject } from './store.ts';

/** The bytes of an opened object as they were before it was stored; what cannot be decoded ends the stream with an error. */
export function decodedBody({ body, encoding }: OpenedObject): ReadableStream<Uint8Array> {
  if (encoding !== 'br') return body;
  const decoder = new DecompressionStream('brotli' as CompressionFormat);
  return body.pipeThrough(decoder as ReadableWritablePair<Uint8Array>);
}
