import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetchMissing } from './fetch-missing.ts';

const MEGABYTE = 1_000_000;
const PACKED = gzipSync(Buffer.alloc(15 * MEGABYTE));
const BOMB = gzipSync(Buffer.alloc(60 * MEGABYTE));
let port = 0;
let inside = 0;
const asked: string[] = [];
const site = createServer((request, response) => {
  const url = request.url ?? '';
  asked.push(url);
  if (url.startsWith('/inside')) response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end();
  else if (url.startsWith('/file')) response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  else if (url.startsWith('/round')) response.writeHead(302, { location: '/round' }).end();
  else
    response
      .writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' })
      .end(url.startsWith('/bomb') ? BOMB : PACKED);
});
const canary = createServer((_request, response) => {
  inside += 1;
  response.end('secret');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  port = (site.address() as AddressInfo).port;
  await new Promise<void>((resolve) => canary.listen(port, '127.0.0.2', resolve));
});
afterAll(() => {
  for (const server of [site, canary]) {
    server.close();
    server.closeAllConnections();
  }
});

const fetcher = () => createFetchMissing([{ address: [127, 0, 0, 1], bits: 32, port }]);
const at = (path: string) => `http://127.0.0.1:${port}${path}`;

test.each([
  ['/inside', 'blocked-address'],
  ['/file', 'unsupported'],
  ['/round', 'http-error'],
  ['/bomb', 'unreadable'],
])('%s is left out as %s', async (path, omission) => {
  expect(await fetcher()(at(path))).toMatchObject({ ok: false, omission });
  expect(inside).toBe(0);
});

test('all that is fetched for one page, unpacked, has an end', async () => {
  const fetchMissing = fetcher();
  let bytes = 0;
  let refused = 0;
  for (let index = 0; index < 12; index += 1) {
    const body = await fetchMissing(at(`/picture?${index}`));
    if (body.ok) bytes += body.bytes.length;
    else if (body.omission === 'budget') refused += 1;
  }

  expect(bytes).toBe(120 * MEGABYTE);
  expect(refused).toBe(4);
});
