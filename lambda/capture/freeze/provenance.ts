import { createHash } from 'node:crypto';

/** What a still says of where it is from. */
export type Provenance = {
  /** The address that was asked for. */
  readonly source: string;
  /** The address that answered. */
  readonly url: string;
  /** ISO 8601 in UTC. */
  readonly captured: string;
  /** HTTP status. */
  readonly status?: number;
  /** Of Stillpage. */
  readonly version: string;
  readonly chromium?: string;
  /** The consent manager whose banner was answered first. */
  readonly consent?: string;
  readonly sha256: string;
  /** True when the file is, byte for byte, the one that was made. */
  readonly intact: boolean;
};

/** The names stand in one row; a page's own `meta` of such a name comes after them. */
const ROW = /<meta name="stillpage:source" content="[^"]*">(?:<meta name="stillpage:\w+" content="[^"]*">)*/;
const ONE = /<meta name="stillpage:(\w+)" content="([^"]*)">/g;

/** Reads a still's provenance and checks its digest; undefined for a file that is no still. */
export function readProvenance(bytes: Uint8Array): Provenance | undefined {
  const html = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Bytes as characters: what is no UTF-8 must count as a change, not be mended on the way.
  const text = html.toString('latin1');
  const row = ROW.exec(text);
  if (!row) return undefined;
  const facts = new Map<string, string>();
  for (const [, name = '', value = ''] of row[0].matchAll(ONE))
    if (!facts.has(name)) facts.set(name, unescaped(Buffer.from(value, 'latin1').toString('utf8')));
  const [source, url, captured, version, sha256] = ['source', 'url', 'captured', 'version', 'sha256'].map(
    (name) => facts.get(name) ?? '',
  ) as [string, string, string, string, string];
  if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  const at = row.index + row[0].indexOf(sha256, row[0].indexOf('"stillpage:sha256"'));
  const digest = createHash('sha256')
    .update(html.subarray(0, at))
    .update('0'.repeat(64))
    .update(html.subarray(at + 64))
    .digest('hex');
  const status = Number(facts.get('status'));
  const [chromium, consent] = [facts.get('chromium'), facts.get('consent')];
  return {
    source,
    url,
    captured,
    ...(Number.isInteger(status) && status > 0 ? { status } : {}),
    version,
    ...(chromium ? { chromium } : {}),
    ...(consent ? { consent } : {}),
    sha256,
    intact: digest === sha256,
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
