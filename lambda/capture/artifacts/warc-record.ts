import { createHash, randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Exchange } from '../contract.ts';

/** What says how a body travelled and not what it is; the body in an archive is the decoded one. */
const OF_THE_JOURNEY = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
]);
/** What is a visitor's own and has no place in a file that is passed on. */
const PRIVATE = new Set(['set-cookie', 'set-cookie2', 'www-authenticate', 'proxy-authenticate']);

/** The first record of a WARC: what made it. */
export function warcInfo(software: string, date: Date): Buffer {
  const fields = `software: ${oneLine(software)}\r\nformat: WARC File Format 1.1\r\n`;
  return record({ type: 'warcinfo', date, contentType: 'application/warc-fields' }, Buffer.from(fields));
}

/** One answer as a `response` record of WARC 1.1, and the digest of its body as the index wants it. */
export function responseRecord(exchange: Exchange, date: Date): { bytes: Buffer; digest: string } {
  const digest = `sha256:${createHash('sha256').update(exchange.bytes).digest('hex')}`;
  const { status, url, type, charset } = exchange;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`];
  for (const [name, value] of Object.entries(exchange.headers)) {
    const key = name.toLowerCase();
    if (key === 'content-type' || OF_THE_JOURNEY.has(key) || PRIVATE.has(key)) continue;
    // A header that came several times is given as lines of one value.
    for (const each of value.split('\n')) lines.push(`${key}: ${oneLine(each)}`);
  }
  lines.push(`content-type: ${oneLine(type)}${charset ? `; charset=${oneLine(charset)}` : ''}`);
  lines.push(`content-length: ${exchange.bytes.length}`);
  const block = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), exchange.bytes]);
  const about = { type: 'response', date, contentType: 'application/http; msgtype=response', url, digest };
  return { bytes: record(about, block), digest };
}

function record(
  about: { type: string; date: Date; contentType: string; url?: string; digest?: string },
  block: Buffer,
): Buffer {
  const lines = [
    'WARC/1.1',
    `WARC-Type: ${about.type}`,
    `WARC-Record-ID: <urn:uuid:${randomUUID()}>`,
    `WARC-Date: ${about.date.toISOString()}`,
    ...(about.url ? [`WARC-Target-URI: ${oneLine(about.url)}`] : []),
    ...(about.digest ? [`WARC-Payload-Digest: ${about.digest}`] : []),
    `Content-Type: ${about.contentType}`,
    `Content-Length: ${block.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), block, Buffer.from('\r\n\r\n')]);
}

/** No value ends its line: what a site sends begins no header and no record of its own. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, ' ').trim();
}
