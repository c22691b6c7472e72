import { dropPages, keepPage } from '../seen/kept-pages.ts';
import { readTab } from '../seen/read-tab.ts';
import { clearProgress, writeProgress } from '../seen/write-progress.ts';
import { keptAwake } from './keep-awake.ts';
import { type OutboxEntry, type RefusalCode, readOutbox, replaceInOutbox } from './outbox.ts';

/** Pages this worker is reading; one ended in between leaves them to the next. */
const reading = new Set<string>();

/** Freezes the tabs of saves that wait for it; resolves to whether any page is now ready to be sent. */
export async function readPages(): Promise<boolean> {
  const outbox = await readOutbox();
  const waiting = outbox.filter(
    ({ seen, refused, request }) => seen?.stage === 'reading' && !refused && !reading.has(request.id),
  );
  if (outbox.every(({ seen }) => !seen)) await dropPages(new Set());
  const read = await Promise.all(waiting.map((entry) => keptAwake(() => readOne(entry))));
  return read.some(Boolean);
}

async function readOne(entry: OutboxEntry): Promise<boolean> {
  const { request, seen } = entry;
  if (!seen) return false;
  const { id } = request;
  reading.add(id);
  const refuse = async (code: RefusalCode, cause: unknown) => {
    await replaceInOutbox({
      ...entry,
      attempts: entry.attempts + 1,
      refused: { code, message: String(cause) },
    });
    await clearProgress(id);
    return false;
  };
  try {
    await writeProgress(id, { stage: 'reading', done: 0, of: 0 });
    const page = await readTab(
      seen.tabId,
      (done, of) => void writeProgress(id, { stage: 'reading', done, of }),
    ).catch((cause: unknown) => ({ cause }));
    if ('cause' in page) return await refuse('page-gone', page.cause);
    try {
      await keepPage(id, page);
    } catch (cause) {
      return await refuse('no-room', cause);
    }
    await replaceInOutbox({ ...entry, seen: { ...seen, stage: 'kept' } });
    return true;
  } finally {
    reading.delete(id);
  }
}
