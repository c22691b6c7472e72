import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@stillpage/shared/client.ts';
import { afterEach, expect, test } from 'vitest';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** What a client makes of a backend that answers so. */
async function clientOf(answer: RequestListener, signal?: AbortSignal) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createClient({ base, token: 'sp_x' }, signal);
}

test('an answer that is cut off is no answer: the same may be asked again', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"id":"00000000000000000000000000"', () => response.destroy());
  });
  expect(await client.save({ url: 'https://example.org/' })).toMatchObject({
    ok: false,
    error: { code: 'connection-failed', retryable: true },
  });
});

test('an answer that drips is waited for until the time is up', async () => {
  const patience = new AbortController();
  const client = await clientOf((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    // A moment later the client waits for the rest of the words.
    response.write('{', () => setTimeout(() => patience.abort(), 100));
  }, patience.signal);
  expect(await client.health()).toMatchObject({ ok: false, error: { code: 'connection-failed' } });
});

test.each([
  ['words', '<h1>Welcome</h1>'],
  ['JSON of another program', '{"hello":"world"}'],
  ['no object', '[]'],
  ['nothing', ''],
])('%s are not taken for an answer of ours', async (_name, body) => {
  const client = await clientOf((_request, response) => response.end(body));
  const answer = await client.health();
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(answer.ok ? '' : answer.error.message).toContain('not as a Stillpage does');
});

test('a refusal comes with its code, its words and how long to wait', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(429, { 'retry-after': '7' });
    response.end('{"error":{"code":"rate-limited","message":"Slowly.","retryable":true}}');
  });
  expect(await client.changes(undefined)).toEqual({
    ok: false,
    error: { code: 'rate-limited', message: 'Slowly.', retryable: true, retryAfterS: 7 },
  });
});

test('a code that is not in the table says nothing', async () => {
  const client = await clientOf((_request, response) => {
    response.writeHead(500);
    response.end('{"error":{"code":"surprise","message":"Boo."}}');
  });
  expect(await client.health()).toMatchObject({ ok: false, error: { code: 'internal' } });
});
