import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import type { CapturedArtifact, Exchange } from '../contract.ts';
import { searchKey } from './search-key.ts';
import { responseRecord, warcInfo } from './warc-record.ts';

const pack = promisify(gzip);
const WACZ_VERSION = '1.1.1';
const WARC = 'data.warc.gz';
/** Bodies kept in one archive, in bytes: the whole of it is put together in memory. */
export const ARCHIVE_MAX_BYTES = 64_000_000;

export type ArchivedPage = {
  /** Where the page was asked for and where it was found: an archive that knows the first opens at it. */
  readonly url: string;
  readonly title: string;
  readonly capturedAt: Date;
  /** Name and version of what made it. */
  readonly software: string;
};

/**
 * The answers a page was made of, as WACZ 1.1.1: one WARC of gzipped members, its index, the page and the digest of
 * each file. `cut` is called once when answers had to be left out for size. What goes in is read one at a time.
 */
export async function makeWebArchive(
  page: ArchivedPage,
  exchanges: AsyncIterable<Exchange>,
  cut: () => void,
): Promise<CapturedArtifact> {
  const members: Buffer[] = [await pack(warcInfo(page.software, page.capturedAt))];
  const index: string[] = [];
  let offset = members[0]?.length ?? 0;
  let kept = 0;
  let whole = true;
  for await (const exchange of exchanges) {
    kept += exchange.bytes.length;
    if (kept > ARCHIVE_MAX_BYTES) {
      kept -= exchange.bytes.length;
      whole = false;
      continue;
    }
    const { bytes, digest } = responseRecord(exchange, page.capturedAt);
    const member = await pack(bytes);
    const about = {
      url: exchange.url,
      mime: exchange.type,
      status: String(exchange.status),
      digest,
      length: String(member.length),
      offset: String(offset),
      filename: WARC,
    };
    index.push(`${searchKey(exchange.url)} ${stamp(page.capturedAt)} ${JSON.stringify(about)}\n`);
    members.push(member);
    offset += member.length;
  }
  if (!whole) cut();
  const files = {
    [`archive/${WARC}`]: Buffer.concat(members),
    'indexes/index.cdx': Buffer.from(index.sort(byBytes).join('')),
    'pages/pages.jsonl': Buffer.from(pagesOf(page)),
  };
  return { name: 'archive', type: 'application/wacz', bytes: packed(files, page) };
}

function packed(files: Readonly<Record<string, Buffer>>, page: ArchivedPage): Uint8Array {
  const description = Buffer.from(
    JSON.stringify(
      {
        profile: 'data-package',
        wacz_version: WACZ_VERSION,
        title: page.title,
        created: page.capturedAt.toISOString(),
        software: page.software,
        mainPageUrl: page.url,
        mainPageDate: page.capturedAt.toISOString(),
        resources: Object.entries(files).map(([path, bytes]) => ({
          name: path.slice(path.indexOf('/') + 1),
          path,
          hash: digestOf(bytes),
          bytes: bytes.length,
        })),
      },
      null,
      1,
    ),
  );
  const digest = JSON.stringify({ path: 'datapackage.json', hash: digestOf(description) });
  const whole: Zippable = {
    ...files,
    'datapackage.json': description,
    'datapackage-digest.json': Buffer.from(digest),
  };
  // Stored, not deflated: a reader takes single answers out of it by their offsets.
  return zipSync(whole, { level: 0, mtime: page.capturedAt });
}

function pagesOf({ url, title, capturedAt }: ArchivedPage): string {
  const head = { format: 'json-pages-1.0', id: 'pages', title: 'All Pages' };
  const page = { id: digestOf(Buffer.from(url)).slice(7, 27), url, ts: capturedAt.toISOString(), title };
  return `${JSON.stringify(head)}\n${JSON.stringify(page)}\n`;
}

/** `20261121133712`. */
function stamp(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** An index is searched by halves over its bytes. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
