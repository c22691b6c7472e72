import browser from '../browser.ts';
import { readSettings } from '../settings.ts';
import { isForBackendInUse } from './bound-to.ts';
import { type LinkEdit, readAllEdits, type WaitingEdit } from './edits.ts';

/** What waits for the backend in use. */
export async function readEdits(): Promise<WaitingEdit[]> {
  const settings = await readSettings();
  return (await readAllEdits()).filter((edit) => isForBackendInUse(edit, settings));
}

/** Puts an edit off, or ends it; one that was joined into a later one meanwhile stays away. */
export async function replaceEdit({ key }: WaitingEdit, edit: LinkEdit | undefined): Promise<void> {
  if (!edit) await browser.storage.local.remove(key);
  else if (key in (await browser.storage.local.get(key))) await browser.storage.local.set({ [key]: edit });
}
