import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConnectString } from '@stillpage/shared/connect-string.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshServer, startFreshServer } from '../server/fresh-server.ts';
import { runStillpage } from './run-stillpage.ts';

/** Until a server has read the tokens again, on a busy machine. */
const REFRESHED_MS = 30_000;

let server: FreshServer;
beforeAll(async () => {
  server = await startFreshServer();
});
afterAll(async () => {
  await server?.close();
});

const command = (...args: string[]) => runStillpage(['token', ...args, '--folder', server.folder]);
const statusOf = async (token: string, path = '/links', method = 'GET') =>
  (await fetch(server.url + path, { method, headers: { authorization: `Bearer ${token}` } })).status;
const tokenIn = (stdout: string): string => {
  const parsed = parseConnectString(stdout);
  if (!parsed.ok) throw new Error(`no connect string in ${stdout}`);
  return parsed.value.token;
};
type Listed = { sha256: string; name: string; scopes: string[]; expiresAt?: string };
const listed = async (): Promise<Listed[]> => JSON.parse((await command('--list', '--json')).stdout).tokens;

test('a token is made with scopes and an end, and may do no more', async () => {
  const made = await command('--new', 'reader', '--scope', 'read', '--days', '7');
  const token = tokenIn(made.stdout);

  await expect.poll(() => statusOf(token), { timeout: REFRESHED_MS }).toBe(200);
  expect(await statusOf(token, '/trash', 'DELETE')).toBe(403);
  const record = (await listed()).find(({ name }) => name === 'reader');
  expect(record).toMatchObject({ scopes: ['read'] });
  expect(Date.parse(record?.expiresAt ?? '') - Date.now()).toBeGreaterThan(6 * 86_400_000);
});

test("this machine's token is rotated, and its commands go on with the new one", async () => {
  const old = server.token;
  const own = (await listed()).find(({ name }) => name === 'this machine');

  const fresh = tokenIn((await command('--rotate', own?.sha256.slice(0, 12) ?? '')).stdout);

  expect(fresh).not.toBe(old);
  expect((await readFile(join(server.folder, 'local-token'), 'utf8')).trim()).toBe(fresh);
  expect((await stat(join(server.folder, 'local-token'))).mode & 0o077).toBe(0);
  await expect.poll(() => statusOf(old), { timeout: REFRESHED_MS }).toBe(401);
  expect(await statusOf(fresh)).toBe(200);
  expect((await runStillpage(['list', '--folder', server.folder])).code).toBe(0);
});

test.each([
  [['--new', 'x', '--scope', 'root'], 2],
  [['--new', 'x', '--days', '0'], 2],
  [['--new', ' '], 2],
  [['--scope', 'read'], 2],
  [['--list', '--new', 'x'], 2],
  [['--rotate', 'abcdef'], 6],
])('token %j ends with %i', async (args, code) => {
  expect((await command(...args)).code).toBe(code);
});
