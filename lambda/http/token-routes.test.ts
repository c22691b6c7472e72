import { ok } from '@stillpage/shared/errors.ts';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { addTokenRoutes } from './token-routes.ts';

async function connectStringFor(base?: string): Promise<string> {
  const app = new Hono();
  const tokens = {
    create: async () => ok('sp_new'),
    list: async () => ok([]),
    rotate: async () => ok('sp_new'),
    revoke: async () => ok(undefined),
  };
  addTokenRoutes(app, { tokens, holderOf: () => undefined, base });
  const answer = await app.request('http://behind-a-proxy:8042/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'phone', scopes: ['read'] }),
  });
  return (await answer.json()).connectString;
}

test('a connect string names the address people reach the server by, whatever host was asked for', async () => {
  expect(await connectStringFor('https://stills.example')).toMatch(/\/\/stills\.example\/?#sp_new$/);
  expect(await connectStringFor()).toMatch(/\/\/behind-a-proxy:8042\/?#sp_new$/);
});
