import browser from '../browser.ts';

/** How far the save of a tab's page is; counts are of pictures and other resources. */
export type SeenProgress =
  | { readonly stage: 'reading'; readonly done: number; readonly of: number }
  | { readonly stage: 'sending'; readonly bytes: number }
  | { readonly stage: 'cleaning' };

const PREFIX = 'progress:';

export function isProgressKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

export async function writeProgress(id: string, progress: SeenProgress): Promise<void> {
  await browser.storage.local.set({ [PREFIX + id]: progress });
}

export async function readProgress(id: string): Promise<SeenProgress | undefined> {
  return (await browser.storage.local.get(PREFIX + id))[PREFIX + id] as SeenProgress | undefined;
}

export async function clearProgress(id: string): Promise<void> {
  await browser.storage.local.remove(PREFIX + id);
}
