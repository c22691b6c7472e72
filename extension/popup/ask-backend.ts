import { createClient } from '@stillpage/shared/client.ts';
import { change, state } from './state.ts';

/** Asks the backend what became of the page's newest version: whether the site showed it a wall. */
export async function readRecord(): Promise<void> {
  const { known, settings, record } = state;
  if (!known?.snapshotId || known.rev === 0 || !settings.connection) return;
  if (record?.id === known.snapshotId && record.status === known.status) return;
  const answer = await createClient(settings.connection).snapshot(known.snapshotId);
  if (answer.ok) change({ record: answer.value });
}

/** Asks the backend for tags that fit the page, but tells it of no page in a private window before its save; without an answer there are none. */
export async function readSuggestions(): Promise<void> {
  const { tab, settings } = state;
  if (!settings.connection || !tab?.url || tab.incognito || !/^https?:/.test(tab.url)) return;
  const about = { url: tab.url.slice(0, 8_000), title: (tab.title ?? '').slice(0, 1_000) };
  const answer = await createClient(settings.connection).suggestTags({ ...about, limit: 6 });
  if (answer.ok && tab === state.tab) change({ suggested: answer.value.tags.map(({ tag }) => tag) });
}
