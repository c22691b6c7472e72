import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildOnce } from './build-once.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillpage-build-'));
});
afterEach(() => rm(home, { recursive: true }));

const folder = () => join(home, 'thing');

test('builders at the same time agree on one whole folder and leave nothing beside it', async () => {
  const build = async (partial: string) => {
    await writeFile(join(partial, 'a'), 'a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(join(partial, 'b'), 'b');
  };

  await Promise.all([1, 2, 3].map(() => buildOnce(folder(), build)));

  expect(await readdir(home)).toEqual(['thing']);
  expect(await readdir(folder())).toEqual(['a', 'b']);
});

test('a build that fails leaves nothing, and the next one starts afresh', async () => {
  await expect(
    buildOnce(folder(), async (partial) => {
      await writeFile(join(partial, 'a'), 'half');
      throw new Error('disk full');
    }),
  ).rejects.toThrow('disk full');
  expect(await readdir(home)).toEqual([]);

  await buildOnce(folder(), (partial) => writeFile(join(partial, 'a'), 'whole'));
  expect(await readFile(join(folder(), 'a'), 'utf8')).toBe('whole');
});
