/** Ids are 128 bits in lower-case Crockford base32: 26 characters, safe in paths, on case-blind file systems and by ear. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
export const ID_BITS = 128;
export const ID_LENGTH = 26;
export const ID_PATTERN = /^[0-9a-hjkmnp-tv-z]{26}$/;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}

/** A new snapshot id: 128 random bits, made by whoever asks, so that a link exists before any network. */
export function newSnapshotId(): string {
  return base32(crypto.getRandomValues(new Uint8Array(ID_BITS / 8)));
}

/** The id of a link: the first 128 bits of the SHA-256 of its canonical address. Takes a canonical address only. */
export async function linkIdOf(canonicalUrl: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonicalUrl));
  return base32(new Uint8Array(digest).subarray(0, ID_BITS / 8));
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(buffer << (5 - bits)) & 31] : text;
}
