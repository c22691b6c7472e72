import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; `name` with forward slashes. */
export type ZipEntry = { readonly name: string; readonly bytes: Uint8Array };

/** 1 January 1980, the first day a zip can say: the same files always make the same bytes. */
const DATE = 0x0021;
/** Version 2.0 of the format: deflate and folders. */
const VERSION = 20;
/** Names are UTF-8. */
const UTF8 = 0x0800;

/** Writes files as a zip, in the order of their names, with nothing in it that depends on the day or the machine. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of sorted) {
    const path = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(bytes, { level: 9 });
    const smaller = packed.length < bytes.length;
    const body = smaller ? packed : Buffer.from(bytes);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(VERSION, 0);
    about.writeUInt16LE(UTF8, 2);
    about.writeUInt16LE(smaller ? 8 : 0, 4);
    about.writeUInt16LE(0, 6);
    about.writeUInt16LE(DATE, 8);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(body.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), about, path, body);

    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const version = Buffer.alloc(2);
    version.writeUInt16LE(VERSION, 0);
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), version, about, place, path);
    offset += 4 + about.length + path.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(sorted.length, 8);
  end.writeUInt16LE(sorted.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
