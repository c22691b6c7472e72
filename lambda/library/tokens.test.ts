import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Result, StillpageError } from '@stillpage/shared/errors.ts';
import { afterAll, expect, test } from 'vitest';
import { openFolderStore } from '../store/folder-store.ts';
import { digestOf, mayDo, openTokens } from './tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'stillpage-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new StillpageError(result.error);
  return result.value;
}
const opened = async () => openTokens(value(await openFolderStore(folder)), () => {});

test('a token is found by itself alone, and the store never holds it', async () => {
  const tokens = await opened();
  const token = value(await tokens.create('phone', { scopes: ['save'] }));

  const holder = value(await tokens.find(token));
  expect(holder).toMatchObject({ scopes: ['save'] });
  expect(holder && [mayDo(holder, 'save'), mayDo(holder, 'read'), mayDo(holder, 'admin')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(value(await tokens.find(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`))).toBeUndefined();
  for (const file of readdirSync(join(folder, 'tokens')))
    expect(readFileSync(join(folder, 'tokens', file), 'utf8')).not.toContain(token.slice(3));
});

test('a token that has ended or was revoked opens nothing', async () => {
  const tokens = await opened();
  const ended = value(await tokens.create('old', { expiresAt: new Date(Date.now() - 1) }));
  const revoked = value(await tokens.create('lost'));
  const id = value(await tokens.find(revoked))?.id ?? '';

  expect(value(await tokens.find(ended))).toBeUndefined();
  expect((await tokens.revoke(id)).ok).toBe(true);
  expect(value(await tokens.find(revoked))).toBeUndefined();
  expect(await tokens.revoke(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
});

test('a rotated token keeps name, scopes and end, and the old one is dead', async () => {
  const tokens = await opened();
  const expiresAt = new Date(Date.now() + 86_400_000);
  const old = value(await tokens.create('script', { scopes: ['read'], expiresAt }));
  const id = value(await tokens.find(old))?.id ?? '';

  const fresh = value(await tokens.rotate(id));

  expect(value(await tokens.find(old))).toBeUndefined();
  const record = value(await tokens.list()).find(({ sha256 }) => sha256 === digestOf(fresh).toString('hex'));
  expect(record).toMatchObject({ name: 'script', scopes: ['read'], expiresAt: expiresAt.toISOString() });
});

test('the last use is written down, and a revoked token does not come back by it', async () => {
  const tokens = await opened();
  const token = value(await tokens.create('used'));
  const id = value(await tokens.find(token))?.id ?? '';
  const recordOf = async () => value(await tokens.list()).find(({ sha256 }) => sha256 === id);
  await expect.poll(async () => (await recordOf())?.lastUsedAt).toBeDefined();

  const other = value(await tokens.create('used and lost'));
  const found = tokens.find(other);
  const otherId = digestOf(other).toString('hex');
  await Promise.all([found, tokens.revoke(otherId)]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(value(await tokens.list()).map(({ sha256 }) => sha256)).not.toContain(otherId);
});

test('a token from before there were scopes may do everything', async () => {
  const token = `sp_${'a'.repeat(43)}`;
  const sha256 = digestOf(token).toString('hex');
  const record = { schema: 1, name: 'this machine', sha256, createdAt: new Date().toISOString() };
  writeFileSync(join(folder, 'tokens', `${sha256}.json`), JSON.stringify(record));

  expect(value(await (await opened()).find(token))?.scopes).toEqual(['admin']);
});
