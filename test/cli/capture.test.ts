import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { runStillpage } from './run-stillpage.ts';

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-cli-'));
  return () => rm(folder, { recursive: true, force: true });
});

const allow = () => ['--allow-network', new URL(site.origin).host];

test('captures a page into the files that were named, with nothing left beside them', async () => {
  const ran = await runStillpage(
    [
      'capture',
      `${site.origin}/basic.html`,
      '--out',
      'still.html',
      '--screenshot',
      'f.webp',
      '--text',
      'f.md',
      ...allow(),
    ],
    { cwd: folder },
  );
  expect(ran.stderr).toContain('freezing');
  expect(ran.code).toBe(0);
  expect((await readdir(folder)).sort()).toEqual(['f.md', 'f.webp', 'still.html']);
  const still = await readFile(join(folder, 'still.html'), 'utf8');
  expect(still).not.toMatch(/<script/i);
  expect((await sharp(join(folder, 'f.webp')).metadata()).format).toBe('webp');
  expect((await readFile(join(folder, 'f.md'), 'utf8')).length).toBeGreaterThan(20);
});

test('keeps what the page was made of as WACZ, redirects too', async () => {
  const ran = await runStillpage(
    ['capture', `${site.origin}/redirect?to=/basic.html`, '--archive', 'page.wacz', '--json', ...allow()],
    { cwd: folder },
  );
  expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'done' });
  // Nothing in it is compressed but the records, so that its index is read as it stands.
  const wacz = await readFile(join(folder, 'page.wacz'), 'latin1');
  const answers = [...wacz.matchAll(/"url":"([^"]+)","mime":"([^"]+)","status":"(\d+)"/g)];
  expect(answers.map(([, url = '', type, status]) => [new URL(url).pathname, type, status])).toEqual(
    expect.arrayContaining([
      ['/redirect', expect.any(String), '302'],
      ['/basic.html', 'text/html', '200'],
    ]),
  );
});

test('a still tells where it is from, and whether somebody changed it', async () => {
  await runStillpage(['capture', `${site.origin}/basic.html`, '--out', 'still.html', ...allow()], {
    cwd: folder,
  });
  const whole = await runStillpage(['check', 'still.html', '--json'], { cwd: folder });
  expect(whole.code).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({
    source: `${site.origin}/basic.html`,
    status: 200,
    chromium: expect.stringMatching(/^\d+\./),
    intact: true,
  });

  await appendFile(join(folder, 'still.html'), ' ');
  const changed = await runStillpage(['check', 'still.html'], { cwd: folder });
  expect([changed.code, changed.stdout]).toEqual([7, expect.stringContaining('was changed')]);
  const other = await runStillpage(['check', 'nothing.html'], { cwd: folder });
  expect([other.code, other.stderr]).toEqual([6, expect.stringContaining('not-found')]);
});

test('with --json, one object on standard output and nothing on the other', async () => {
  const ran = await runStillpage(
    ['capture', `${site.origin}/basic.html`, '--out', 's.html', '--json', ...allow()],
    { cwd: folder },
  );
  expect(ran.stderr).toBe('');
  expect(JSON.parse(ran.stdout)).toMatchObject({
    status: 'done',
    files: { still: { bytes: expect.any(Number) } },
  });
});

const FAILURES: [name: string, args: () => string[], code: string, exit: number][] = [
  ['no address', () => ['capture', 'not an address', '--out', 's.html'], 'invalid-url', 3],
  ['a file', () => ['capture', 'file:///etc/passwd', '--out', 's.html'], 'invalid-url', 3],
  ['a browser page', () => ['capture', 'chrome://version', '--out', 's.html'], 'invalid-url', 3],
  ['a script', () => ['capture', 'javascript:alert(1)', '--out', 's.html'], 'invalid-url', 3],
  [
    'an inner address',
    () => ['capture', `${site.origin}/basic.html`, '--out', 's.html'],
    'blocked-address',
    10,
  ],
  [
    'an inner address in numbers',
    () => ['capture', 'http://2130706433/', '--out', 's.html'],
    'blocked-address',
    10,
  ],
  [
    'a name that does not resolve',
    () => ['capture', 'http://nowhere.invalid/', '--out', 's.html'],
    'dns-failure',
    11,
  ],
  [
    'a bad network',
    () => ['capture', site.origin, '--out', 's.html', '--allow-network', 'everything'],
    'invalid-request',
    2,
  ],
  [
    'a bad timeout',
    () => ['capture', site.origin, '--out', 's.html', '--timeout', '-1'],
    'invalid-request',
    2,
  ],
  ['no file at all', () => ['capture', site.origin], 'invalid-request', 2],
  [
    'a folder that is not there',
    () => ['capture', site.origin, '--out', 'no/such/s.html'],
    'storage-unavailable',
    19,
  ],
];

test.each(FAILURES)('%s: one line, its code and its exit code', async (_, args, code, exit) => {
  const ran = await runStillpage([...args(), '--json'], { cwd: folder });
  expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code } });
  expect(ran.code).toBe(exit);
  expect(await readdir(folder)).toEqual([]);
});

test('a refused connection is told from a silent page', async () => {
  const closed = await freePort();
  const refused = await runStillpage(
    ['capture', `http://127.0.0.1:${closed}/`, '--out', 's.html', '--allow-network', `127.0.0.1:${closed}`],
    { cwd: folder },
  );
  expect(refused.stderr).toContain('stillpage: connection-failed');
  expect(refused.code).toBe(12);

  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  try {
    const ran = await runStillpage(
      [
        'capture',
        `http://127.0.0.1:${port}/`,
        '--out',
        's.html',
        '--timeout',
        '3',
        '--allow-network',
        `127.0.0.1:${port}`,
      ],
      { cwd: folder },
    );
    expect(ran.stderr).toContain('stillpage: navigation-timeout');
    expect(ran.code).toBe(14);
  } finally {
    silent.close();
  }
});

test('a mistyped option is refused and the help names every exit code', async () => {
  expect((await runStillpage(['capture', 'https://example.org', '--shred'])).code).toBe(2);
  const help = await runStillpage(['--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('19  storage-unavailable');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
