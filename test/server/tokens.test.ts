import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshServer, startFreshServer } from './fresh-server.ts';

let server: FreshServer;

// Without a browser: what is refused here must be refused before one starts.
beforeAll(async () => {
  const limits = { wrongTokensPerMinute: 5, capturesPerHour: 4, capturesPerDay: 6 };
  server = await startFreshServer({ limits });
});
afterAll(async () => {
  await server?.close();
});

async function call(token: string, method: string, path: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? {} : JSON.parse(text) };
}
const make = async (name: string, more: object = {}): Promise<string> =>
  (await call(server.token, 'POST', '/tokens', { name, ...more })).json.token;
const idOf = async (name: string): Promise<string> =>
  (await call(server.token, 'GET', '/tokens')).json.tokens.find((one: { name: string }) => one.name === name)
    ?.id;

describe('tokens by the API', () => {
  test('each scope opens its own and nothing else', async () => {
    const [save, read, both] = await Promise.all([
      make('save only', { scopes: ['save'] }),
      make('read only', { scopes: ['read'] }),
      make('by default'),
    ]);
    const statusOf = async (token: string, method: string, path: string, body?: unknown) =>
      (await call(token, method, path, body)).status;
    const page = { url: 'https://example.org/scoped', id: newSnapshotId() };

    expect(await statusOf(read, 'POST', '/snapshots', page)).toBe(403);
    expect(await statusOf(save, 'POST', '/snapshots', page)).toBe(202);
    expect(await statusOf(save, 'GET', `/snapshots/${page.id}`)).toBe(200);
    expect(await statusOf(save, 'GET', '/links')).toBe(403);
    expect(await statusOf(save, 'GET', '/export')).toBe(403);
    expect(await statusOf(read, 'GET', '/links')).toBe(200);
    expect(await statusOf(both, 'GET', '/links')).toBe(200);
    for (const token of [save, read, both]) {
      expect(await statusOf(token, 'DELETE', '/trash')).toBe(403);
      expect(await statusOf(token, 'GET', '/tokens')).toBe(403);
      expect(await statusOf(token, 'POST', '/tokens', { name: 'more', scopes: ['admin'] })).toBe(403);
    }
    expect((await call(save, 'GET', '/links')).json.error).toMatchObject({ code: 'forbidden' });
  });

  test('a token is listed without itself, rotated, and revoked at once', async () => {
    const old = await make('phone', { days: 2 });
    const id = await idOf('phone');

    const { json } = await call(server.token, 'GET', '/tokens');
    expect(JSON.stringify(json)).not.toContain(old.slice(3));
    expect(json.tokens.filter((one: { isThis: boolean }) => one.isThis)).toHaveLength(1);

    const rotated = await call(server.token, 'POST', `/tokens/${id}/rotate`);
    expect(rotated).toMatchObject({ status: 201, json: { connectString: expect.stringMatching(/#sp_/) } });
    expect((await call(rotated.json.token, 'GET', '/links')).status).toBe(200);
    expect((await call(old, 'GET', '/links')).status).toBe(401);

    expect((await call(server.token, 'DELETE', `/tokens/${await idOf('phone')}`)).status).toBe(204);
    expect((await call(rotated.json.token, 'GET', '/links')).status).toBe(401);
    expect((await call(server.token, 'DELETE', `/tokens/${'0'.repeat(64)}`)).status).toBe(404);
  });

  test.each([
    {},
    { name: '' },
    { name: 'x', scopes: [] },
    { name: 'x', scopes: ['root'] },
    { name: 'x', days: 0 },
    { name: 'x', token: 'sp_of-my-own' },
  ])('%j makes no token', async (body) => {
    expect((await call(server.token, 'POST', '/tokens', body)).status).toBe(400);
  });
});

describe('limits', () => {
  test('after so many wrong tokens an address waits, and a right token still passes', async () => {
    const codes: number[] = [];
    for (let tries = 0; tries < 12; tries += 1)
      codes.push((await call(`sp_${'x'.repeat(43)}`, 'GET', '/links')).status);
    const refused = await call('sp_wrong', 'GET', '/links');

    expect(codes.at(-1)).toBe(429);
    expect(refused.json.error).toMatchObject({ code: 'rate-limited', retryable: true });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await call(server.token, 'GET', '/links')).status).toBe(200);
  });

  test('a token has so many captures an hour, the library so many a day, and asking again costs nothing', async () => {
    const eager = await make('eager');
    const save = (token: string, id = newSnapshotId()) =>
      call(token, 'POST', '/snapshots', { id, url: `https://example.org/${id}` });
    const first = newSnapshotId();
    const codes = [(await save(eager, first)).status];
    for (let count = 0; count < 3; count += 1) codes.push((await save(eager)).status);
    const tooMany = await save(eager);

    // One of the day's six went to the scopes above.
    expect(codes).toEqual([202, 202, 202, 202]);
    expect(tooMany).toMatchObject({ status: 429, json: { error: { code: 'rate-limited' } } });
    expect(Number(tooMany.headers.get('retry-after'))).toBeGreaterThan(3500);
    expect((await save(eager, first)).status).toBe(202);

    expect((await save(server.token)).status).toBe(202);
    const tomorrow = await save(server.token);
    expect(tomorrow.status).toBe(429);
    expect(tomorrow.json.error.message).toContain('this day');
    // What was not admitted has left nothing behind.
    expect((await call(server.token, 'GET', '/links')).json.links).toHaveLength(6);
  });
});
