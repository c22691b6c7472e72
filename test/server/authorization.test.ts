import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useApi } from './running-api.ts';

const { call, log, server } = useApi();

test.each(['/links', '/tags', '/changes', '/snapshots/00000000000000000000000000', '/anything'])(
  '%s needs a token',
  async (path) => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      `Bearer ${server().token}x`,
      `Basic ${server().token}`,
    ]) {
      const response = await fetch(server().url + path, authorization ? { headers: { authorization } } : {});
      expect([response.status, (await response.json()).error.code]).toEqual([401, 'unauthorized']);
    }
  },
);

test('a token is asked for before the body is read, and wrong ones are slowed down while the right one passes', async () => {
  const body = JSON.stringify({ url: 'https://example.org/', note: 'x'.repeat(100_000) });
  const codes = new Set<string>();
  for (let i = 0; i < 40; i += 1) {
    const response = await fetch(`${server().url}/snapshots`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer sp_wrong' },
    });
    codes.add((await response.json()).error.code);
  }
  expect(codes).toEqual(new Set(['unauthorized', 'rate-limited']));
  expect((await call('GET', '/tags')).status).toBe(200);
});

test('the token is kept hashed in the library and readable by its owner alone beside it', async () => {
  const path = join(server().folder, 'local-token');
  expect((await readFile(path, 'utf8')).trim()).toBe(server().token);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(server().token).toMatch(/^sp_[A-Za-z0-9_-]{43}$/);
  expect(log.join('\n')).not.toContain(server().token);
});

test('every origin may ask, without cookies', async () => {
  const origin = 'moz-extension://0e5d7f0a-1111-2222-3333-444444444444';
  const preflight = await fetch(`${server().url}/links/x`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,if-match,content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
  for (const name of ['authorization', 'if-match', 'content-type'])
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
  const refused = await fetch(`${server().url}/links`, { headers: { origin } });
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, '*']);
  expect(refused.headers.has('access-control-allow-credentials')).toBe(false);
  expect(refused.headers.get('access-control-expose-headers')).toContain('ETag');
});
