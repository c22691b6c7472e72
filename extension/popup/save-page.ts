import { mergeTags } from '@stillpage/shared/tags.ts';
import { putInOutbox, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { requestFor, viewOf } from '../page-request.ts';
import { wallText } from './page-wall.tsx';
import { change, state } from './state.ts';
import { draftTags } from './tag-field.tsx';

/** The title that would be saved: what was typed, else the link's, else the tab's. */
export function titleToSave(): string {
  const { title, tab, known } = state;
  // A link that was met behind a wall has the wall's title.
  return title ?? (wallText() ? tab?.title : known?.title) ?? tab?.title ?? '';
}

/** The tags that would be saved. */
export function tagsToSave(): readonly string[] {
  return state.tags ?? state.known?.tags ?? state.settings.defaultTags;
}

/** Saves the page of this tab, by its address or as it is `seen` here. */
export async function savePage(seen = false): Promise<void> {
  const { tab, note = '' } = state;
  const tags = mergeTags(tagsToSave(), draftTags());
  const screen = {
    scale: window.devicePixelRatio,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
  };
  const request = requestFor(
    { url: tab?.url ?? '', title: titleToSave(), tags, note: note.trim() },
    // What only this person can see is for nobody else, until they say so.
    { ...state.settings, defaultTags: [], ...(seen ? { visibility: 'private' } : {}) },
    viewOf(tab ?? {}, screen),
  );
  if (!request) return;
  try {
    // On disk before anything is shown: a link that was shown is never lost.
    if (seen && tab?.id !== undefined)
      await putInOutbox({ ...request, source: 'browser' }, Date.now(), { tabId: tab.id, stage: 'reading' });
    else await putInOutbox(request);
  } catch {
    return change({ noRoom: true });
  }
  // The outbox along with it: without the entry the save would look accepted for a moment.
  const outbox = await readOutbox();
  change({
    ...{ tags, savedId: request.id, savedSeen: seen, progress: undefined },
    ...{ outbox, noRoom: false },
  });
  void browser.runtime.sendMessage('work').catch(() => {});
}
