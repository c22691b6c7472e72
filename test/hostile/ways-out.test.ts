import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processesIn } from '../capture/capture-once.ts';
import { tryAllWays } from './ways-out/try-all.ts';

/** A plain browser that touched fewer than this was not let out, and the comparison says nothing. */
const BITES_MIN = 100;
const TIMEOUT_MS = 400_000;

test('of all ways out none leads anywhere, while a plain browser takes most of them', {
  timeout: TIMEOUT_MS,
}, async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'stillpage-ways-out-'));

  const { ways, loaded, goodPage } = await tryAllWays({ workDir, plain: true });

  expect(ways.filter(({ stillpage }) => stillpage).map(({ name }) => name)).toEqual([]);
  expect(ways.filter(({ code }) => code !== undefined && code !== 'blocked-address')).toEqual([]);
  // Not reached because shut in, and not because nothing was loaded.
  expect(loaded).toEqual(
    expect.arrayContaining([
      '/markup',
      '/script',
      '/worker',
      '/header',
      '/speculation',
      '/webrtc',
      '/hints',
      '/newer',
      '/newer-header',
    ]),
  );
  expect(goodPage).toBe('done');
  expect(ways.filter(({ plain }) => plain).length).toBeGreaterThan(BITES_MIN);
  expect(processesIn(workDir)).toEqual([]);
  expect(readdirSync(workDir)).toEqual([]);
  rmSync(workDir, { recursive: true });
});
