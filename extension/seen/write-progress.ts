import browser from '../browser.ts';
import { PROGRESS_PREFIX, type SeenProgress } from './progress.ts';

export async function writeProgress(id: string, progress: SeenProgress): Promise<void> {
  await browser.storage.local.set({ [PROGRESS_PREFIX + id]: progress });
}

export async function clearProgress(id: string): Promise<void> {
  await browser.storage.local.remove(PROGRESS_PREFIX + id);
}
