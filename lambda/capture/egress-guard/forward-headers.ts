import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Headers that belong to one connection and are never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The end-to-end headers of a message, as Node's flat list of names and values; what Node would refuse to send is left out. */
export function forwardHeaders(raw: readonly string[]): string[] {
  const named = new Set<string>();
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]?.toLowerCase() === 'connection')
      for (const name of (raw[i + 1] ?? '').split(',')) named.add(name.trim().toLowerCase());

  // In pieces a message has no length: one that is given too would end it elsewhere for the next reader.
  const isChunked = raw.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'transfer-encoding');
  const kept: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const value = raw[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (isChunked && lower === 'content-length') continue;
    if (HOP_BY_HOP.has(lower) || (named.has(lower) && lower !== 'close') || !isValid(name, value)) continue;
    kept.push(name, value);
  }
  return kept;
}

function isValid(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
