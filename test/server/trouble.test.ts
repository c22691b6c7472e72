import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, type ServerOptions, startServer } from '@stillpage/lambda/entries/serve.ts';
import { readLocalToken } from '@stillpage/lambda/library/local-token.ts';
import { holderOf } from '@stillpage/lambda/store/folder-lock.ts';
import { newSnapshotId } from '@stillpage/shared/ids.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServerProcess } from './server-process.ts';
import { createSmallCapturer } from './small-capturer.ts';

/** An account without rights, for what the administrator's account may always do. */
const NOBODY = 65534;
const isAdministrator = process.getuid?.() === 0;

let folder = '';
const running: RunningServer[] = [];
const log: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-trouble-'));
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<ServerOptions> = {}) {
  const capturer = createSmallCapturer((url) => ({ title: url, text: 'x'.repeat(3000) }));
  const started = await startServer({ folder, port: 0, capturer, log: (line) => log.push(line), ...options });
  if (started.ok) running.push(started.value);
  return started;
}

async function startOk(options?: Partial<ServerOptions>): Promise<RunningServer> {
  const started = await start(options);
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

async function call(server: RunningServer, method: string, path: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${server.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

test('a second server on the folder is a conflict that names the first', async () => {
  const first = await startOk();
  const second = await start();
  expect(second).toMatchObject({ ok: false, error: { code: 'conflict' } });
  expect(second.ok ? '' : second.error.message).toContain(`process ${process.pid} at ${first.url}`);
  const other = await startServerProcess(folder, 0);
  expect(other).toMatchObject({ error: { code: 'conflict' } });
  expect(await holderOf(folder)).toMatchObject({ pid: process.pid, url: first.url });
  expect((await call(first, 'GET', '/tags')).status).toBe(200);
});

test('a folder is free after an end, after a kill, and after its number went to another process', async () => {
  await (await startOk()).close();
  running.splice(0);
  const killed = await startServerProcess(folder, 0);
  if ('error' in killed) throw new Error(killed.error.message);
  await killed.kill();
  const lock = join(folder, '.work', 'server.json');
  expect(JSON.parse(await readFile(lock, 'utf8')).pid).toBe(killed.child.pid);
  await (await startOk()).close();
  running.splice(0);
  await writeFile(
    lock,
    JSON.stringify({
      ...JSON.parse('{"host":""}'),
      host: (await import('node:os')).hostname(),
      pid: process.pid,
      started: '1',
    }),
  );
  await startOk();
});

test('the token outlives restarts', async () => {
  const first = await startOk();
  await first.close();
  running.splice(0);
  expect((await startOk()).token).toBe(first.token);
  expect(await readLocalToken(folder)).toBe(first.token);
});

test('a port in use is a conflict, and the folder is free again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const refused = await start({ port });
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'conflict', message: expect.stringContaining(String(port)) },
  });
  await new Promise((resolve) => other.close(resolve));
  await startOk({ port });
  expect(await start({ port: 70_000, folder: join(folder, 'other') })).toMatchObject({
    ok: false,
    error: { code: 'invalid-request' },
  });
  expect(await start({ host: '192.0.2.1', folder: join(folder, 'another') })).toMatchObject({
    ok: false,
    error: { code: 'invalid-request' },
  });
});

test.runIf(isAdministrator)('a folder that cannot be written is storage-unavailable', async () => {
  const closed = join(folder, 'closed');
  await mkdir(closed, { mode: 0o755 });
  await chmod(folder, 0o755);
  expect(await startServerProcess(closed, 0, { uid: NOBODY })).toMatchObject({
    error: { code: 'storage-unavailable', message: expect.stringContaining('permission is denied') },
  });
  await chown(closed, NOBODY, NOBODY);
  const open = await startServerProcess(closed, 0, { uid: NOBODY });
  expect(open).toMatchObject({ url: expect.any(String) });
  if ('url' in open) await open.stop();
});

test.runIf(isAdministrator)(
  'a full disk refuses saves with storage-unavailable and loses none that was acknowledged',
  async () => {
    const small = join(folder, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', small]);
    try {
      const server = await startOk({ folder: small });
      const acknowledged = new Map<string, string>();
      const save = async (i: number) => {
        const id = newSnapshotId();
        const { status, json } = await call(server, 'POST', '/snapshots', {
          id,
          url: `https://example.org/${i}`,
          note: 'y'.repeat(5000),
        });
        if (status === 202) acknowledged.set(id, json.linkId);
        return { status, json };
      };
      for (let i = 0; i < 3; i += 1) expect((await save(i)).status).toBe(202);
      await writeFile(join(small, 'filler'), Buffer.alloc(16 * 1024 * 1024)).catch(() => undefined);
      const refused = await save(100);
      expect([refused.status, refused.json.error]).toEqual([
        503,
        expect.objectContaining({ code: 'storage-unavailable', retryable: true }),
      ]);
      expect(refused.json.error.message).toContain('disk is full');
      const [id = '', linkId = ''] = [...acknowledged][0] ?? [];
      expect((await call(server, 'GET', `/snapshots/${id}`)).status).toBe(200);
      expect((await call(server, 'GET', '/health')).status).toBe(200);
      const edit = await fetch(`${server.url}/links/${linkId}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${server.token}`, 'if-match': '*' },
        body: JSON.stringify({ tags: ['x'] }),
      });
      expect(edit.status).toBe(503);
      await rm(join(small, 'filler'));
      expect((await save(200)).status).toBe(202);
      for (const [snapshotId, link] of acknowledged) {
        const { json } = await call(server, 'GET', `/links/${link}`);
        expect(json.snapshotIds).toContain(snapshotId);
      }
      const listed = (await call(server, 'GET', '/links?limit=200')).json.links;
      for (const link of acknowledged.values())
        expect(listed.map((one: { id: string }) => one.id)).toContain(link);
    } finally {
      for (const server of running.splice(0)) await server.close();
      execFileSync('umount', ['-l', small]);
    }
  },
);

test('a record that is no record, or one of a newer version, is skipped, kept and named in the log', async () => {
  const first = await startOk();
  const { json } = await call(first, 'POST', '/snapshots', {
    url: 'https://example.org/good',
    tags: ['good'],
  });
  const { json: newer } = await call(first, 'POST', '/snapshots', {
    url: 'https://example.org/newer',
    tags: ['newer'],
  });
  await call(first, 'GET', `/snapshots/${newer.id}?wait=10`);
  await first.close();
  running.splice(0);
  const broken = join(folder, 'links', '00000000000000000000000000.json');
  await writeFile(broken, '{"schema":1,');
  const newerPath = join(folder, 'links', `${newer.linkId}.json`);
  const newerText = (await readFile(newerPath, 'utf8')).replace('"schema": 1', '"schema": 2');
  await writeFile(newerPath, newerText);
  await rm(join(folder, 'catalog'), { recursive: true });
  log.length = 0;
  const second = await startOk();
  const { links } = (await call(second, 'GET', '/links')).json;
  expect(links.map((link: { id: string }) => link.id)).toEqual([json.linkId]);
  expect(log.join('\n')).toContain('00000000000000000000000000.json');
  expect(log.join('\n')).toContain(`${newer.linkId}.json`);
  const again = await call(second, 'POST', '/snapshots', {
    url: 'https://example.org/newer',
    tags: ['later'],
  });
  expect([again.status, again.json.error.code]).toEqual([503, 'storage-unavailable']);
  expect(await readFile(newerPath, 'utf8')).toBe(newerText);
  expect(await readFile(broken, 'utf8')).toBe('{"schema":1,');
});

test('without its search engine a server says so once, saves and shows; what was saved is found later', async () => {
  const preload = new URL('without-engine.mjs', import.meta.url).href;
  const process = await startServerProcess(folder, 0, { preload });
  if ('error' in process) throw new Error(process.error.message);
  const headers = { authorization: `Bearer ${process.token}` };
  const body = JSON.stringify({ url: 'https://example.org/blind', tags: ['blind'] });
  const { id } = await (await fetch(`${process.url}/snapshots`, { method: 'POST', headers, body })).json();
  const done = await (await fetch(`${process.url}/snapshots/${id}?wait=10`, { headers })).json();
  expect(done.status).toBe('done');
  expect((await fetch(`${process.url}/s/${id}/page`)).status).toBe(200);
  const list = await (await fetch(`${process.url}/links`, { headers })).json();
  expect(list.error).toMatchObject({ code: 'internal', message: expect.stringContaining('search engine') });
  expect(process.errors().match(/search engine/g)).toHaveLength(1);
  await process.stop();
  const { json } = await call(await startOk(), 'GET', '/links?tag=blind');
  expect(json.links).toHaveLength(1);
});

test('an index that is gone, damaged or of another version is built anew, also while the server runs', async () => {
  const seen = async (server: RunningServer) =>
    (await call(server, 'GET', '/links?q=example')).json.links
      ?.map((link: { url: string }) => link.url)
      .sort();
  let server = await startOk();
  for (const path of ['a', 'b'])
    await call(server, 'POST', '/snapshots', { url: `https://example.org/${path}` });
  const all = ['https://example.org/a', 'https://example.org/b'];
  expect(await seen(server)).toEqual(all);
  await server.close();
  running.splice(0);
  server = await startOk();
  await call(server, 'GET', '/tags');

  await rm(join(folder, 'catalog'), { recursive: true });
  expect(await seen(server)).toEqual(all);
  // Lists do not wait for an index that takes long.
  const built = () => expect.poll(() => log.join('\n'), { timeout: 30_000 });
  await built().toContain('index built anew');

  const pointer = join(folder, 'catalog', 'current.json');
  const { generation } = JSON.parse(await readFile(pointer, 'utf8'));
  const damages = [
    () => writeFile(pointer, 'nonsense'),
    () => writeFile(pointer, JSON.stringify({ version: 0, generation })),
    async () => {
      const { generation: now } = JSON.parse(await readFile(pointer, 'utf8'));
      await rm(join(folder, 'catalog', now, 'links.lance', 'data'), { recursive: true });
    },
    async () => {
      const { generation: now } = JSON.parse(await readFile(pointer, 'utf8'));
      await rm(join(folder, 'catalog', now), { recursive: true });
    },
  ];
  for (const damage of damages) {
    await server.close();
    running.splice(0);
    await damage();
    log.length = 0;
    server = await startOk();
    expect(await seen(server)).toEqual(all);
    await built().toContain('index built anew over 2 links');
  }
});
