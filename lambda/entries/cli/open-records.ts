import { stat } from 'node:fs/promises';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { openRecords, type Records } from '../../library/records.ts';
import { openFolderStore } from '../../store/folder-store.ts';
import type { Store } from '../../store/store.ts';

/** Opens a library that is there for reading, also beside a running server; `not-found` when there is none. */
export async function openForReading(folder: string): Promise<Result<{ store: Store; records: Records }>> {
  const known = await stat(folder).catch(() => undefined);
  if (!known?.isDirectory()) return fail('not-found', `There is no library in ${folder}.`);
  const store = await openFolderStore(folder);
  return store.ok ? ok({ store: store.value, records: openRecords(store.value, () => undefined) }) : store;
}
