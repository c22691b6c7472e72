import type { Omission } from '@stillpage/shared/schemas/artifact.ts';

const MAGIC: ReadonlyArray<readonly [string, string]> = [
  ['\x89PNG', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF8', 'image/gif'],
  ['BM', 'image/bmp'],
  ['\x00\x00\x01\x00', 'image/x-icon'],
  // Cursors.
  ['\x00\x00\x02\x00', 'image/x-icon'],
  // A bare stream, and one in a container.
  ['\xff\x0a', 'image/jxl'],
  ['\x00\x00\x00\x0cJXL \r\n\x87\n', 'image/jxl'],
  ['wOF2', 'font/woff2'],
  ['wOFF', 'font/woff'],
  ['OTTO', 'font/otf'],
  ['\x00\x01\x00\x00', 'font/ttf'],
  ['OggS', 'audio/ogg'],
  ['ID3', 'audio/mpeg'],
];

/**
 * The media type to write: what the bytes are where they say so, else what the site said. Browsers sniff pictures
 * from the network but take a `data:` address at its word.
 */
export function sniffType(bytes: Uint8Array, named: string, kind: Omission['kind']): string {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  const clean = cleanType(named);
  for (const [magic, type] of MAGIC) if (start.startsWith(magic)) return type;
  if (start.startsWith('RIFF')) return start.slice(8, 12) === 'WEBP' ? 'image/webp' : 'audio/wav';
  if (start.slice(4, 8) === 'ftyp')
    return start.slice(8, 12).startsWith('avi') ? 'image/avif' : clean || 'audio/mp4';
  if (kind === 'image' && /^\s*(<\?xml|<!--|<!doctype svg|<svg)/i.test(start.replace(/^\xef\xbb\xbf/, ''))) {
    return /^image\//i.test(named) ? 'image/svg+xml' : clean || 'application/octet-stream';
  }
  return clean || 'application/octet-stream';
}

/** A frame is never made of resource bytes, and a type must not end the attribute or the address it stands in. */
function cleanType(named: string): string {
  const type = named.split(';')[0]?.trim().toLowerCase() ?? '';
  const isType = /^[\w.+-]+\/[\w.+-]+$/.test(type);
  return isType && !/html|xml$/.test(type.replace('image/svg+xml', '')) ? type : '';
}
