import { readSettings } from '../settings.ts';
import { isForBackendInUse } from './bound-to.ts';
import { readOutbox, replaceInOutbox } from './outbox.ts';

/** A worker lives 30 s after its last event: what is due by then need not wait for the alarm. */
const SOON_MS = 25_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Runs once when the next save that was put off is due, if that is while this worker lives. */
export async function runWhenDue(run: () => void, now = Date.now()): Promise<void> {
  const settings = await readSettings();
  const due = (await readOutbox())
    .filter((entry) => !entry.refused && entry.nextAt > now && isForBackendInUse(entry, settings))
    .map(({ nextAt }) => nextAt - now);
  clearTimeout(timer);
  const next = Math.min(...due);
  if (next <= SOON_MS) timer = setTimeout(run, next);
}

/** Makes every save that met nobody due at once: the browser or the network has just come back. */
export async function makeDue(now = Date.now()): Promise<void> {
  for (const entry of await readOutbox())
    if (entry.why === 'connection-failed' && entry.nextAt > now)
      await replaceInOutbox({ ...entry, nextAt: now });
}
