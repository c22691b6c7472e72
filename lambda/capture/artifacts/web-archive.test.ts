import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Exchange } from '../contract.ts';
import { searchKey } from './search-key.ts';
import { ARCHIVE_MAX_BYTES, makeWebArchive } from './web-archive.ts';

const page = {
  url: 'https://example.org/start',
  title: '标题',
  capturedAt: new Date('2026-11-21T13:37:12Z'),
  software: 'Stillpage 1',
};
const answer = (url: string, body: string, rest: Partial<Exchange> = {}): Exchange => ({
  url,
  status: 200,
  headers: {},
  type: 'text/html',
  charset: 'utf-8',
  bytes: Buffer.from(body),
  ...rest,
});
async function* all(exchanges: readonly Exchange[]) {
  yield* exchanges;
}
async function archiveOf(...exchanges: Exchange[]) {
  let cut = 0;
  const { bytes } = await makeWebArchive(page, all(exchanges), () => (cut += 1));
  const files = unzipSync(bytes);
  const warc = Buffer.from(files['archive/data.warc.gz'] ?? []);
  const index = strFromU8(files['indexes/index.cdx'] ?? new Uint8Array())
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [key = '', time = '', ...rest] = line.split(' ');
      return { key, time, about: JSON.parse(rest.join(' ')) as Record<string, string> };
    });
  const recordOf = ({ about }: (typeof index)[number]) =>
    gunzipSync(warc.subarray(Number(about.offset), Number(about.offset) + Number(about.length))).toString();
  return { files, index, recordOf, cut: () => cut };
}

test('the index leads to each answer by itself, in the order of its keys', async () => {
  const { index, recordOf } = await archiveOf(
    answer('https://www.example.org/b?z=1&a=2', '<p>你好</p>'),
    answer('https://a.example.org/', 'second'),
    answer('https://example.org/start', '', { status: 302, headers: { Location: '/b?z=1&a=2' } }),
  );
  expect(index.map(({ key }) => key)).toEqual([
    'org,example)/b?a=2&z=1',
    'org,example)/start',
    'org,example,a)/',
  ]);
  expect(index[0]?.time).toBe('20261121133712');
  expect(index.map(recordOf).map((record) => record.split('\r\n\r\n').slice(1).join('|'))).toEqual([
    'HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 13|<p>你好</p>|',
    'HTTP/1.1 302 Found\r\nlocation: /b?z=1&a=2\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 0||',
    'HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 6|second|',
  ]);
});

test('its description names every file with its size and digest, and the page', async () => {
  const { files } = await archiveOf(answer('https://example.org/start', 'x'));
  const described = JSON.parse(strFromU8(files['datapackage.json'] ?? new Uint8Array()));
  expect(described).toMatchObject({ wacz_version: '1.1.1', mainPageUrl: page.url, title: '标题' });
  for (const { path, hash, bytes } of described.resources) {
    expect(bytes).toBe(files[path]?.length);
    expect(hash).toBe(
      `sha256:${createHash('sha256')
        .update(files[path] ?? '')
        .digest('hex')}`,
    );
  }
  expect(Object.keys(files).sort()).toEqual([
    'archive/data.warc.gz',
    'datapackage-digest.json',
    'datapackage.json',
    'indexes/index.cdx',
    'pages/pages.jsonl',
  ]);
  const [, line = ''] = strFromU8(files['pages/pages.jsonl'] ?? new Uint8Array()).split('\n');
  expect(JSON.parse(line)).toMatchObject({ url: page.url, title: '标题', ts: '2026-11-21T13:37:12.000Z' });
});

test('what a site sends begins no header and no record of its own, and cookies stay out', async () => {
  const { index, recordOf } = await archiveOf(
    answer('https://example.org/start', 'body', {
      type: 'text/html\r\nx-forged: 1',
      headers: { 'Set-Cookie': 'session=secret', Link: 'a\r\n\r\nWARC/1.1\r\nb', 'content-encoding': 'br' },
    }),
  );
  const record = recordOf(index[0] as (typeof index)[number]);
  expect(record).not.toMatch(/secret|content-encoding|^x-forged|\nWARC\/1\.1/im);
  expect(record.match(/\r\n\r\n/g)).toHaveLength(3);
});

test('past its size answers are left out, and that is said once', async () => {
  const large = Buffer.alloc(ARCHIVE_MAX_BYTES - 10);
  const { index, cut } = await archiveOf(
    answer('https://example.org/start', 'first'),
    answer('https://example.org/large', '', { bytes: large }),
    answer('https://example.org/large-too', '', { bytes: large }),
    answer('https://example.org/last', 'last'),
  );
  expect(index.map(({ about }) => about.url)).toEqual([
    'https://example.org/large',
    'https://example.org/last',
    'https://example.org/start',
  ]);
  expect(cut()).toBe(1);
});

test.each([
  ['https://EXAMPLE.org:8080/A/b', 'org,example:8080)/a/b'],
  ['http://127.0.0.1/x', '127.0.0.1)/x'],
  ['http://[::1]:81/x', '[::1]:81)/x'],
  ['https://www2.example.co.uk/?q=你', 'uk,co,example)/?q=%e4%bd%a0'],
])('%s is sorted as %s', (url, key) => {
  expect(searchKey(url).toLowerCase()).toBe(key);
});
