import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StillpageError } from '@stillpage/shared/errors.ts';
import { afterAll, expect, test } from 'vitest';
import { openFolderStore } from '../store/folder-store.ts';
import { openDailyCaptures } from './daily-captures.ts';

const folder = mkdtempSync(join(tmpdir(), 'stillpage-daily-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NOON = new Date('2026-03-01T12:00:00Z');

test('two processes together take no more than the day has, and the next day begins anew', async () => {
  const opened = await openFolderStore(folder);
  if (!opened.ok) throw new StillpageError(opened.error);
  const takes = [0, 1].map(() => openDailyCaptures(opened.value, 25, () => {}));

  const taken = await Promise.all(
    Array.from({ length: 40 }, (_, index) => (takes[index % 2] as (typeof takes)[0])(NOON)),
  );

  expect(taken.filter(({ ok }) => ok).length).toBe(25);
  const refused = taken.find(({ ok }) => !ok);
  expect(refused).toMatchObject({ error: { code: 'rate-limited', retryAfterS: 12 * 3600 } });
  expect((await takes[0]?.(new Date('2026-03-02T00:00:00Z')))?.ok).toBe(true);
});
