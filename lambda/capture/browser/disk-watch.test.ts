import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchDisk } from './disk-watch.ts';

test('a folder that grows past its limit is told of once, one that does not never', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-disk-'));
  let told = 0;
  let falselyTold = 0;
  const strict = watchDisk(folder, () => (told += 1), 1_000_000);
  const usual = watchDisk(folder, () => (falselyTold += 1), 100_000_000);
  try {
    await mkdir(join(folder, 'a', 'b'), { recursive: true });
    await writeFile(join(folder, 'a', 'b', 'c'), Buffer.alloc(2_000_000, 'x'));
    await expect.poll(() => told, { timeout: 15_000 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect({ told, falselyTold }).toEqual({ told: 1, falselyTold: 0 });
  } finally {
    strict();
    usual();
    await rm(folder, { recursive: true, force: true });
  }
});
