import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR_TABLE } from '@stillpage/shared/errors.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Site, startSite } from '../site/start-site.ts';
import { runStillpage } from './run-stillpage.ts';

const LEFT = ERROR_TABLE['storage-unavailable'].exit;

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await startSite();
  folder = await mkdtemp(join(tmpdir(), 'stillpage-verify-'));
});
afterAll(async () => {
  site.close();
  await rm(folder, { recursive: true, force: true });
});

const inFolder = (...args: string[]) => runStillpage([...args, '--folder', folder]);
const verified = async (...args: string[]) => {
  const { code, stdout } = await inFolder('verify', '--json', ...args);
  return { code, ...JSON.parse(stdout) };
};

test('verify finds a damaged and a lost file of a real capture, and repairs what it can', async () => {
  const saved = await inFolder(
    'save',
    `${site.origin}/basic.html`,
    '--allow-network',
    new URL(site.origin).host,
  );
  const id = saved.stdout.trim().split('/').pop() ?? '';
  expect(await verified()).toMatchObject({ code: 0, links: 1, snapshots: 1, files: 4, findings: [] });
  expect((await inFolder('verify')).stdout).toContain('all sound');

  const snapshot = join(folder, 'snapshots', id);
  const names = await readdir(snapshot);
  const fileOf = (name: string) => join(snapshot, names.find((each) => each.startsWith(name)) ?? '');
  await rm(fileOf('thumbnail'));
  await writeFile(fileOf('screenshot'), 'not a picture');
  expect(await verified()).toMatchObject({
    code: LEFT,
    findings: [{ repaired: false }, { repaired: false }],
  });

  const repaired = await verified('--repair');
  expect(repaired.code).toBe(LEFT);
  expect(repaired.findings).toEqual([
    { key: expect.stringContaining('screenshot'), problem: 'damaged-file', repaired: false },
    { key: expect.stringContaining('thumbnail'), problem: 'missing-file', repaired: true },
  ]);
  expect((await verified()).findings).toHaveLength(1);
  const listed = JSON.parse((await inFolder('list', '--json')).stdout);
  expect(listed.links[0].snapshot).toMatchObject({ status: 'partial', hasThumbnail: false });
});

test('a folder that is not there is said to be so, and not made', async () => {
  const nowhere = join(folder, 'nowhere');
  const answer = await runStillpage(['verify', '--json', '--folder', nowhere]);
  expect(answer.code).toBe(ERROR_TABLE['not-found'].exit);
  expect(JSON.parse(answer.stdout).error.code).toBe('not-found');
  await expect(readdir(nowhere)).rejects.toThrow('ENOENT');
});
