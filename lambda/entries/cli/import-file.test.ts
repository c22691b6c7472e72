import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IMPORT_MAX_BYTES } from '@stillpage/shared/schemas/import.ts';
import { afterAll, expect, test } from 'vitest';
import { openImportFile } from './import-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'stillpage-import-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(bytes: number): Promise<string> {
  const path = join(folder, `${bytes}.html`);
  const file = await open(path, 'w');
  // Takes no room: nothing is written into it.
  await file.truncate(bytes);
  await file.close();
  return path;
}

test('a file that is too large for one import says so, and what to do, before it is sent', async () => {
  const largest = await openImportFile(await fileOf(IMPORT_MAX_BYTES));
  expect(largest.ok && largest.value.size).toBe(IMPORT_MAX_BYTES);
  const larger = await openImportFile(await fileOf(IMPORT_MAX_BYTES + 1));
  expect(larger).toMatchObject({ ok: false, error: { code: 'too-large' } });
  expect(!larger.ok && larger.error.message).toContain('256 MB');
  expect(await openImportFile(folder)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  expect(await openImportFile(join(folder, 'none'))).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});
