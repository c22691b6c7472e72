import browser from '../browser.ts';
import { readOutbox } from './outbox.ts';
import { readWatched } from './watched.ts';

const COLOURS = { saving: '#1f7a8c', saved: '#2a9d4f', waiting: '#b7791f', failed: '#c0392b' } as const;

/** Shows on the button what is under way: refused saves before waiting ones before running captures; nothing when all is quiet. */
export async function showBadge(moment?: 'saved' | 'failed'): Promise<void> {
  const outbox = await readOutbox();
  const refused = outbox.filter((entry) => entry.refused).length;
  if (refused > 0) return paint(`!${refused}`, COLOURS.failed);
  const waiting = outbox.filter((entry) => entry.attempts > 0).length;
  if (waiting > 0) return paint(String(waiting), COLOURS.waiting);
  if (outbox.length > 0 || Object.keys(await readWatched()).length > 0) return paint('…', COLOURS.saving);
  if (moment) return paint(moment === 'saved' ? '✓' : '!', COLOURS[moment]);
  return paint('', COLOURS.saving);
}

async function paint(badge: string, colour: string): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color: colour });
  await browser.action.setBadgeText({ text: badge });
}
