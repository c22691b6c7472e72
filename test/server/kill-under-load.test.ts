import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killUnderLoad } from './kill-under-load.ts';

/** `npm run bench:kills` does it two hundred times. */
const KILLS = 8;

test(`${KILLS} kills under saves, edits, deletes, searches and a follower of the feed lose and double nothing`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-load-'));
  try {
    const report = await killUnderLoad(folder, KILLS);
    expect(report.problems).toEqual([]);
    expect(report.saves).toBeGreaterThan(KILLS);
    expect(report.edits + report.deletes).toBeGreaterThan(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 240_000);
