import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseConnectString } from '@stillpage/shared/connect-string.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { runStillpage } from './run-stillpage.ts';

const START = fileURLToPath(new URL('../../lambda/setup/start.mjs', import.meta.url));

let site: Site;
let folder: string;
let running: ChildProcess[] = [];
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-library-'));
  return () => rm(folder, { recursive: true, force: true });
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve));
  }
  running = [];
});

const inFolder = (...args: string[]) => runStillpage([...args, '--folder', folder]);
const allow = () => ['--allow-network', new URL(site.origin).host];

/** `npm start` without npm: resolves with what it printed once it is ready. */
async function start(
  args: string[] = [],
): Promise<{ child: ChildProcess; address: string; token: string; printed: string }> {
  const child = spawn(process.execPath, [START, '--folder', folder, '--port', '0', ...allow(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let printed = '';
  child.stderr?.on('data', (data) => {
    printed += data;
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (data) => {
      printed += data;
      if (printed.includes('Ctrl-C ends it')) resolve();
    });
    child.once('close', () => reject(new Error(`npm start ended: ${printed}`)));
  });
  const connectString = printed.match(/stillpage\+\S+/)?.[0] ?? '';
  const connection = parseConnectString(connectString);
  if (!connection.ok) throw new Error(`no connect string in: ${printed}`);
  return { child, address: connection.value.base, token: connection.value.token, printed };
}

/** Ends a server as Ctrl-C does and resolves with its exit code. */
async function interrupt(child: ChildProcess): Promise<number | null> {
  child.kill('SIGINT');
  return new Promise((resolve) => child.once('close', resolve));
}

test('save prints the link, list finds it by tag, by a level above and by a Chinese word of its text', async () => {
  const saved = await inFolder(
    'save',
    `${site.origin}/basic.html`,
    '--tag',
    '阅读',
    '-t',
    'dev/web',
    ...allow(),
  );
  expect(saved.stdout).toMatch(/^http:\/\/127\.0\.0\.1:8042\/s\/[0-9a-z]{26}\n$/);
  expect(saved.code).toBe(0);
  const link = saved.stdout.trim();
  for (const query of [
    ['--tag', '阅读'],
    ['--tag', 'DEV'],
    ['--q', '快照'],
    ['--q', 'basic'],
  ])
    expect((await inFolder('list', ...query)).stdout).toContain(link);
  for (const query of [
    ['--tag', 'elsewhere'],
    ['--q', '没有的词'],
  ])
    expect((await inFolder('list', ...query)).stdout).toBe('Nothing found.\n');
  const json = JSON.parse((await inFolder('list', '--json')).stdout);
  expect(json.links).toHaveLength(1);
  expect(json.links[0]).toMatchObject({ tags: ['阅读', 'dev/web'], snapshot: { status: 'done' } });
});

test('a page that cannot be captured keeps its link and its tags, and says why', async () => {
  const ran = await inFolder('save', 'http://nowhere.invalid/', '--tag', 'later');
  expect(ran.code).toBe(11);
  expect(ran.stderr).toContain('stillpage: dns-failure');
  const json = JSON.parse((await inFolder('list', '--tag', 'later', '--json')).stdout);
  expect(json.links[0]).toMatchObject({ url: 'http://nowhere.invalid/', snapshot: { status: 'failed' } });
});

test('bad tags and addresses never reach the library', async () => {
  expect((await inFolder('save', 'file:///etc/passwd')).code).toBe(3);
  expect((await inFolder('save', site.origin, '--tag', 'a\u0007b')).code).toBe(2);
  const many = Array.from({ length: 500 }, (_, i) => ['--tag', `t${i}`]).flat();
  expect((await inFolder('save', site.origin, ...many)).code).toBe(2);
  expect(JSON.parse((await inFolder('list', '--json')).stdout).links).toEqual([]);
});

test('start prints address, folder and connect string; commands use the running server; a second start finds everything', async () => {
  const first = await start();
  expect(first.printed).toContain(folder);
  expect(first.printed).toMatch(/Load unpacked: .*dist\/chromium/);
  expect(first.printed).toMatch(/Load Temporary Add-on: .*dist\/firefox\/manifest\.json/);
  const saved = await inFolder('save', `${site.origin}/basic.html`, '--tag', 'kept');
  expect(saved.stdout.trim()).toMatch(new RegExp(`^${first.address}/s/`));
  const path = new URL(saved.stdout.trim()).pathname;
  expect((await inFolder('token')).stdout.trim()).toBe(`stillpage+${first.address}/#${first.token}`);
  expect(await interrupt(first.child)).toBe(0);

  const second = await start();
  expect(second.token).toBe(first.token);
  expect((await inFolder('list', '--tag', 'kept')).stdout).toContain(path);
  const still = await fetch(`${second.address}${path}/page`);
  expect(await still.text()).toContain('网页快照可以离线阅读');
});

test('Ctrl-C in the middle of a capture ends the server and its Chromium, and the next start captures again', async () => {
  const first = await start();
  await inFolder('save', `${site.origin}/never-ending`, '--tag', 'cut', '--no-wait');
  await expect.poll(() => chromiumsBelow(first.child.pid), { timeout: 30_000 }).not.toEqual([]);
  const below = await chromiumsBelow(first.child.pid);
  expect(await interrupt(first.child)).toBe(0);
  await expect.poll(() => alive(below), { timeout: 30_000 }).toEqual([]);
  await start();
  const listed = JSON.parse((await inFolder('list', '--tag', 'cut', '--json')).stdout);
  expect(listed.links).toHaveLength(1);
  expect(['queued', 'capturing', 'partial', 'done']).toContain(listed.links[0].snapshot.status);
});

test('a second server on the folder, a port in use and a folder that cannot be written are each said in one line', async () => {
  const first = await start();
  const second = await inFolder('serve', '--port', '0');
  expect(second.code).toBe(7);
  expect(second.stderr).toContain('stillpage: conflict');

  const other = await mkdtemp(join(tmpdir(), 'stillpage-other-'));
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const inUse = await runStillpage(['serve', '--folder', other, '--port', String(port)]);
  taken.close();
  expect(inUse.stderr).toContain(`stillpage: conflict: Port ${port}`);
  expect(inUse.code).toBe(7);

  const unwritable = await runStillpage(['serve', '--folder', '/proc/stillpage', '--port', '0']);
  expect(unwritable.stderr).toContain('stillpage: storage-unavailable');
  expect(unwritable.code).toBe(19);
  await chmod(other, 0o755);
  await rm(other, { recursive: true });
  expect((await runStillpage(['serve', '--port', 'http'])).code).toBe(2);
  expect(first.child.exitCode).toBe(null);
});

test('tokens are made, listed and revoked while the server runs', async () => {
  const { address, token } = await start();
  const made = parseConnectString((await inFolder('token', '--new', 'phone')).stdout);
  if (!made.ok) throw new Error(made.error.message);
  expect(made.value.base).toBe(address);
  const status = async (bearer: string) =>
    (await fetch(`${address}/tags`, { headers: { authorization: `Bearer ${bearer}` } })).status;
  expect(await status(made.value.token)).toBe(200);
  const listed = JSON.parse((await inFolder('token', '--list', '--json')).stdout).tokens;
  expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(['phone', 'this machine']);
  expect(JSON.stringify(listed)).not.toContain(made.value.token);
  const { sha256 } = listed.find(({ name }: { name: string }) => name === 'phone');
  expect((await inFolder('token', '--revoke', 'abc')).code).toBe(6);
  expect((await inFolder('token', '--revoke', sha256.slice(0, 10))).code).toBe(0);
  await expect.poll(() => status(made.value.token), { timeout: 30_000 }).toBe(401);
  expect(await status(token)).toBe(200);
});

test('reindex makes the index anew from the records', async () => {
  await inFolder('save', `${site.origin}/basic.html`, '--tag', 'kept', ...allow());
  await rm(join(folder, 'catalog'), { recursive: true });
  expect((await inFolder('reindex')).stdout).toBe('1 links indexed.\n');
  expect((await inFolder('list', '--q', '快照')).stdout).toContain('#kept');
});

/** Process ids of Chromium below a process, from /proc (none elsewhere than on Linux). */
async function chromiumsBelow(root: number | undefined): Promise<number[]> {
  const list = await new Promise<string>((resolve) => {
    let text = '';
    const ps = spawn('ps', ['-eo', 'pid=,ppid=,args=']);
    ps.stdout.on('data', (data) => {
      text += data;
    });
    ps.on('close', () => resolve(text));
  });
  const rows = list.split('\n').map((line) => line.trim().match(/^(\d+)\s+(\d+)\s+(.*)$/));
  const below = new Set([root]);
  // Parents come before their children in most listings, not in all: three rounds reach every helper.
  for (let round = 0; round < 3; round++)
    for (const row of rows) if (row && below.has(Number(row[2]))) below.add(Number(row[1]));
  return rows
    .filter((row) => row && below.has(Number(row[1])) && /--user-data-dir=/.test(row[3] ?? ''))
    .map((row) => Number(row?.[1]));
}

async function alive(pids: readonly number[]): Promise<number[]> {
  const states = await Promise.all(
    pids.map(async (pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)),
  );
  return pids.filter((_, index) => states[index] !== undefined && !states[index].includes(') Z '));
}
