import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAll } from '@stillpage/lambda/store/create-all.ts';
import { openFolderStore } from '@stillpage/lambda/store/folder-store.ts';
import type { Store } from '@stillpage/lambda/store/store.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeContract, value } from './contract.ts';

let folder = '';
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-store-'));
  store = value(await openFolderStore(folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a folder keeps the contract', () => storeContract(() => store));

function countUp(times: number) {
  const script = fileURLToPath(new URL('count-up.ts', import.meta.url));
  return spawn(process.execPath, [script, folder, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('six processes that count one object up lose no step', async () => {
  value(await store.put('count.json', Buffer.from('0')));
  const children = Array.from({ length: 6 }, () => countUp(10));
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(await readFile(join(folder, 'count.json'), 'utf8')).toBe('60');
});

test('of two that make the same files together each file is one of theirs, and nothing else is left', async () => {
  const other = value(await openFolderStore(folder));
  const objects = (who: string) =>
    Array.from({ length: 50 }, (_, i) => ({ key: `both/${i}.json`, bytes: Buffer.from(who) }));
  const [mine, theirs] = await Promise.all([
    createAll(store, objects('mine')),
    createAll(other, objects('theirs')),
  ]);
  for (let i = 0; i < 50; i += 1) {
    expect(mine[i]?.ok, `${i}`).toBe(!theirs[i]?.ok);
    expect(await readFile(join(folder, 'both', `${i}.json`), 'utf8')).toBe(mine[i]?.ok ? 'mine' : 'theirs');
  }
});

test('a process killed while it writes leaves no torn object and no lock behind', async () => {
  value(await store.put('count.json', Buffer.from('0')));
  let acknowledged = 0;
  for (let kill = 0; kill < 10; kill += 1) {
    const child = countUp(100_000);
    child.stdout.on('data', (data) => (acknowledged = Number(String(data).trim().split('\n').at(-1))));
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const now = Number(await readFile(join(folder, 'count.json'), 'utf8'));
    expect(now).toBeGreaterThanOrEqual(acknowledged);
    const from = performance.now();
    value(await store.put('count.json', Buffer.from(String(now + 1))));
    // Not after the wait for a holder that cannot be asked, which is 15 s.
    expect(performance.now() - from).toBeLessThan(12_000);
  }
});

test('files that are not objects are not listed', async () => {
  await writeFile(join(folder, '.DS_Store'), 'x');
  await writeFile(join(folder, 'links', '.hidden.json'), 'x');
  await symlink('/etc/hostname', join(folder, 'links', 'outside.json')).catch(() => undefined);
  const keys = value(await store.list('')).objects.map(({ key }) => key);
  expect(keys.some((key) => key.includes('.work') || key.includes('.DS') || key.includes('hidden'))).toBe(
    false,
  );
  expect((await store.get('links/outside.json')).ok).toBe(false);
});

test('a file where the folder should be, and a folder that cannot be made, are storage-unavailable', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, 'x');
  expect(await openFolderStore(file)).toMatchObject({ ok: false, error: { code: 'storage-unavailable' } });
  expect(await openFolderStore(join(file, 'below'))).toMatchObject({
    ok: false,
    error: { code: 'storage-unavailable' },
  });
  expect(await openFolderStore('/proc/nowhere')).toMatchObject({ ok: false });
});

test('nothing is left of finished writes', async () => {
  const left = (await readdir(join(folder, '.work'))).filter((name) => name.endsWith('.part'));
  // What a killed process left is removed an hour later; this process leaves nothing.
  expect(left.filter((name) => name.startsWith(`${process.pid}.`))).toEqual([]);
  await chmod(folder, 0o700);
});
