const SEGMENT = /^[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*$/;
/** Longest key, in characters. */
const KEY_MAX_LENGTH = 300;

/** Media type by the ending of a key: the one place where it is decided, so no store has to remember it. */
const TYPES: Record<string, string> = {
  json: 'application/json',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  webp: 'image/webp',
  pdf: 'application/pdf',
  wacz: 'application/wacz',
};

/**
 * Throws unless a key is lower-case segments joined by slashes. Keys are made of checked ids by our own code, so
 * anything else is a bug; it also keeps every key inside a folder and alike on file systems that ignore case.
 */
export function assertKey(key: string): void {
  if (
    key.length <= KEY_MAX_LENGTH &&
    !key.endsWith('.br') &&
    key.split('/').every((part) => SEGMENT.test(part))
  )
    return;
  throw new Error(`not a store key: ${JSON.stringify(key.slice(0, KEY_MAX_LENGTH))}`);
}

/** Throws unless a listing prefix is empty or a folder. */
export function assertPrefix(prefix: string): void {
  if (prefix === '') return;
  if (!prefix.endsWith('/')) throw new Error(`not a folder: ${prefix}`);
  assertKey(prefix.slice(0, -1));
}

export function mediaTypeOf(key: string): string {
  return TYPES[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
