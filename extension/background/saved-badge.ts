import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import browser from '../browser.ts';
import { readSettings } from '../settings.ts';
import { replica } from './work.ts';

/** Listens to tabs only for those who asked for the mark and granted their addresses; without the grant none comes. */
export function followTabs(): void {
  browser.tabs.onActivated.addListener(({ tabId }) => void mark(tabId));
  browser.tabs.onUpdated.addListener((tabId, changed) => {
    if (changed.url || changed.status === 'complete') void mark(tabId);
  });
}

async function mark(tabId: number): Promise<void> {
  const { savedBadge } = await readSettings();
  if (!savedBadge) return;
  const { url } = await browser.tabs.get(tabId).catch(() => ({ url: undefined }));
  const canonical = url ? canonicalUrl(url) : undefined;
  const known =
    canonical?.ok &&
    (await (await replica()).getKeyFromIndex('pages', 'ids', await linkIdOf(canonical.value)));
  // Null gives the tab back to the badge of all.
  await browser.action.setBadgeText({ tabId, text: known ? '●' : null }).catch(() => {});
}
