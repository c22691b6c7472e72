import '../polyfilled.ts';
import type { Runtime, Storage, Tabs } from 'webextension-polyfill';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { requestFor, viewOf, type Wish } from '../page-request.ts';
import { linksById } from '../replica/read-links.ts';
import { loadSearchText, searchIds } from '../replica/search-text.ts';
import { readSettings, SETTINGS_KEY, type Settings } from '../settings.ts';
import { makeDue } from './due-soon.ts';
import { isEditKey } from './edits.ts';
import { createMenus, wishOf } from './menus.ts';
import { isOutboxKey, putInOutbox } from './outbox.ts';
import { followTabs } from './saved-badge.ts';
import { shutStorage } from './shut-storage.ts';
import { replica, WORK_ALARM, work } from './work.ts';

/** Suggestions in the address bar. */
const OMNIBOX_MAX = 6;

void shutStorage();
followTabs();

browser.runtime.onInstalled.addListener(() => {
  void createMenus();
  void workAnew();
});
browser.runtime.onStartup.addListener(() => {
  // The browser keeps the entries, but no button's title.
  void createMenus();
  void workAnew();
});
browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === WORK_ALARM) void work();
});
self.addEventListener('online', () => void workAnew());
// Connected, saved or changed by a page that may be closed by now, its message lost: the browser wakes the worker for this.
browser.storage.local.onChanged.addListener((changes) => {
  const settings = changes[SETTINGS_KEY];
  const connected = settings && connectionIn(settings.newValue) !== connectionIn(settings.oldValue);
  if (connected || Object.entries(changes).some(isNew)) void work();
});

browser.contextMenus.onClicked.addListener((info, tab) => {
  if (info.menuItemId === 'all-tabs') {
    const url = `${browser.runtime.getURL('tabs/index.html')}?window=${tab?.windowId ?? ''}`;
    void browser.tabs.create({ url });
  }
  const wish = wishOf(info, tab);
  if (wish) void saveQuietly(wish, tab);
});

browser.commands.onCommand.addListener((command, given) => {
  if (command !== 'save-now') return;
  void (async () => {
    const tab = given ?? (await browser.tabs.query({ active: true, lastFocusedWindow: true }))[0];
    if (tab?.url) await saveQuietly({ url: tab.url, ...(tab.title ? { title: tab.title } : {}) }, tab);
  })();
});

browser.omnibox.setDefaultSuggestion({ description: text('omniboxHint') });
browser.omnibox.onInputChanged.addListener((typed, suggest) => {
  void (async () => {
    const links = await find(typed);
    suggest(links.map((link) => ({ content: link.url, description: plain(`${link.title} — ${link.url}`) })));
  })();
});
browser.omnibox.onInputEntered.addListener((typed, where) => {
  void (async () => {
    const { connection } = await readSettings();
    const url = /^https?:/.test(typed) ? typed : ((await find(typed))[0]?.url ?? connection?.base);
    if (!url) await browser.runtime.openOptionsPage();
    else if (where === 'currentTab') await browser.tabs.update({ url });
    else await browser.tabs.create({ url, active: where === 'newForegroundTab' });
  })();
});

// Only our own pages may ask; a content script or another extension may not.
browser.runtime.onMessage.addListener(
  (message: unknown, sender: Runtime.MessageSender, answer: (value: unknown) => void): true => {
    const ours = sender.id === browser.runtime.id && sender.url?.startsWith(browser.runtime.getURL(''));
    const done =
      ours && message === 'work'
        ? work()
        : ours && message === 'language'
          ? createMenus()
          : Promise.resolve();
    void done.finally(() => answer(undefined));
    // The answer comes later; until then the browser keeps the worker.
    return true;
  },
);

async function workAnew(): Promise<void> {
  await makeDue();
  await work();
}

async function saveQuietly(wish: Wish, tab: Tabs.Tab | undefined): Promise<void> {
  const settings = await readSettings();
  const request = requestFor(wish, settings, viewOf(tab ?? {}));
  if (!request) {
    await browser.action.setBadgeText({ text: '!' });
    return;
  }
  await putInOutbox(request);
  await work();
  if (!settings.connection) await browser.runtime.openOptionsPage();
}

async function find(typed: string) {
  const database = await replica();
  return linksById(database, await searchIds(await loadSearchText(database), typed, OMNIBOX_MAX));
}

/** Chromium reads suggestions as XML, Firefox as text. */
function plain(description: string): string {
  return description.replace(/[<>&"']/g, ' ');
}

/** Address and token in stored settings, as one text to compare. */
function connectionIn(stored: unknown): string {
  const connection = (stored as Partial<Settings> | undefined)?.connection;
  return connection ? `${connection.base} ${connection.token}` : '';
}

/** A save or a change that a person just made. */
function isNew([key, { oldValue, newValue }]: [string, Storage.StorageChange]): boolean {
  if (isOutboxKey(key)) return oldValue === undefined;
  return isEditKey(key) && (newValue as { attempts?: number } | undefined)?.attempts === 0;
}
