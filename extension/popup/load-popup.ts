import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import { isEditKey, readAllEdits } from '../background/edits.ts';
import { isOutboxKey, readOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import { pageAddress } from '../page-address.ts';
import { readBehind } from '../replica/behind.ts';
import { openReplica, REPLICA_CHANGED, type ReplicaLink } from '../replica/database.ts';
import { readFirstScreen } from '../replica/first-screen.ts';
import { linksById } from '../replica/read-links.ts';
import { isProgressKey, readProgress } from '../seen/progress.ts';
import { readSettings } from '../settings.ts';
import { readRecord, readSuggestions } from './ask-backend.ts';
import { firstLinks, forgetWhatWasRead, listAgain } from './list-links.ts';
import { change, replica, showReplica, state } from './state.ts';

/** Longest that the first paint waits for what is known of the page, in milliseconds: a first sync holds the links for longer. */
const KNOWN_MAX_MS = 30;

/** Reads what the first screen needs, side by side; no network. */
export async function load(): Promise<void> {
  // Without its list, a disk that is broken or storage that is shut, the popup still saves.
  const first = openReplica()
    .then((opened) => {
      showReplica(opened);
      return readFirstScreen(opened);
    })
    .catch(() => undefined);
  const [settings, tabs, outbox, edits] = await Promise.all([
    readSettings(),
    browser.tabs.query({ active: true, currentWindow: true }),
    readOutbox(),
    readAllEdits(),
  ]);
  const tab = tabs[0];
  const screen = await first;
  change({ settings, tab, outbox, edits, listBroken: !screen });
  if (!screen) return;
  change({ first: screen, ...firstLinks(screen) });
  const known = knownLink(tab?.url).then((link) => {
    if (tab === state.tab) change({ known: link });
  });
  await Promise.race([known, new Promise((resolve) => setTimeout(resolve, KNOWN_MAX_MS))]);
}

/** Turns to the tab in front; what was typed for the one before is dropped. */
export async function readTab(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.url === state.tab?.url && tab?.id === state.tab?.id) return;
  const fresh = {
    title: undefined,
    tags: undefined,
    note: undefined,
    savedId: undefined,
    savedSeen: false,
    record: undefined,
    versions: undefined,
    suggested: [],
  };
  change({ ...fresh, tab, known: await knownLink(tab?.url) });
  void readRecord();
  void readSuggestions();
}

async function knownLink(url: string | undefined): Promise<ReplicaLink | undefined> {
  const canonical = url ? canonicalUrl(pageAddress(url)) : undefined;
  return canonical?.ok ? (await linksById(replica(), [await linkIdOf(canonical.value)]))[0] : undefined;
}

/** Reads everything again that a change in the background may have touched; the person's own input stays. */
export async function refresh(): Promise<void> {
  if (state.listBroken) return change({ outbox: await readOutbox() });
  forgetWhatWasRead();
  change({
    first: await readFirstScreen(replica()),
    everyTag: undefined,
    outbox: await readOutbox(),
    known: await knownLink(state.tab?.url),
    behind: await readBehind(replica()),
  });
  void readRecord();
  await listAgain();
}

/** Follows the background while the popup is open: it writes storage whenever a save moves on. */
export function followBackground(signal: AbortSignal): void {
  const changed = (changes: Record<string, unknown>) => {
    const keys = Object.keys(changes);
    if (keys.some((key) => isOutboxKey(key) || key === REPLICA_CHANGED)) void refresh();
    if (keys.some(isEditKey)) void readAllEdits().then((edits) => change({ edits }));
    if (keys.some(isProgressKey) && state.savedId)
      void readProgress(state.savedId).then((progress) => change({ progress }));
  };
  browser.storage.local.onChanged.addListener(changed);
  signal.addEventListener('abort', () => browser.storage.local.onChanged.removeListener(changed));
}
