import browser from '../browser.ts';

/** How far the save of a tab's page is; counts are of pictures and other resources. */
export type SeenProgress =
  | { readonly stage: 'reading'; readonly done: number; readonly of: number }
  | { readonly stage: 'sending'; readonly bytes: number }
  | { readonly stage: 'cleaning' };

export const PROGRESS_PREFIX = 'progress:';

export function isProgressKey(key: string): boolean {
  return key.startsWith(PROGRESS_PREFIX);
}

export async function readProgress(id: string): Promise<SeenProgress | undefined> {
  const key = PROGRESS_PREFIX + id;
  return (await browser.storage.local.get(key))[key] as SeenProgress | undefined;
}
