import { render } from 'preact';
import browser from '../browser.ts';
import { loadLanguage, type MessageName, pageLanguage, text } from '../messages.ts';
import { lookForServer } from './connect-here.tsx';
import { LinkList } from './link-list.tsx';
import { OutboxNotice } from './outbox-notice.tsx';
import { SavePanel } from './save-panel.tsx';
import {
  drawWith,
  followBackground,
  inPanel,
  load,
  readRecord,
  readSuggestions,
  readTab,
  state,
} from './state.ts';
import { TagBrowser } from './tag-browser.tsx';

function Popup() {
  return (
    <>
      <header>
        <img src="/icons/32.png" width="18" height="18" alt="" />
        <h1>{text('actionTitle')}</h1>
        {!inPanel && (
          <>
            <button type="button" class="quiet" id="all-tabs" {...named('tabsTitle')} onClick={openTabsPage}>
              ▤
            </button>
            <button type="button" class="quiet" id="open-panel" {...named('openPanel')} onClick={openPanel}>
              ◨
            </button>
          </>
        )}
        <button
          type="button"
          class="quiet"
          aria-label={text('settings')}
          title={text('settings')}
          onClick={() => void browser.runtime.openOptionsPage().then(() => window.close())}
        >
          ⚙
        </button>
      </header>
      <SavePanel />
      <OutboxNotice />
      <TagBrowser />
      <LinkList />
    </>
  );
}

function openTabsPage(): void {
  const windowId = state.tab?.windowId;
  const url = `${browser.runtime.getURL('tabs/index.html')}?window=${windowId ?? ''}`;
  void browser.tabs.create({ url }).then(() => window.close());
}

/** Beside the page: Chromium's side panel, Firefox's sidebar; both only open straight from a click. */
function openPanel(): void {
  const { sidePanel } = browser as unknown as {
    sidePanel?: { open(where: { windowId: number }): Promise<void> };
  };
  const opening = sidePanel
    ? sidePanel.open({ windowId: state.tab?.windowId ?? 0 })
    : browser.sidebarAction.open();
  void opening.then(() => window.close());
}

function named(name: MessageName) {
  return { 'aria-label': text(name), title: text(name) };
}

const closed = new AbortController();
addEventListener('pagehide', () => closed.abort());

await load();
await loadLanguage(state.settings.language);
const place = document.querySelector('#popup');
if (place) drawWith(() => render(<Popup />, place));
document.documentElement.lang = pageLanguage();
document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
document.querySelector<HTMLInputElement>('#tag-input')?.focus();
followBackground(closed.signal);
void readRecord();
void readSuggestions();
void lookForServer().catch(() => {});
if (inPanel) {
  // The panel outlives the page it was opened on.
  browser.tabs.onActivated.addListener(() => void readTab());
  browser.tabs.onUpdated.addListener((_id, changed) => {
    if (changed.status === 'complete') void readTab();
  });
}
void browser.runtime.sendMessage('work').catch(() => {});

addEventListener(
  'keydown',
  (event) => {
    const inField = event.target instanceof HTMLInputElement;
    if (event.defaultPrevented) return;
    if (event.key === '/' && !inField) {
      event.preventDefault();
      document.querySelector<HTMLInputElement>('#search')?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveInList(event);
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      document.querySelector<HTMLButtonElement>('#save')?.click();
  },
  { signal: closed.signal },
);

/** Arrows walk from the search field through the rows. */
function moveInList(event: KeyboardEvent): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('.links .open')];
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  if (at === -1 && document.activeElement?.id !== 'search') return;
  const next =
    rows[at + (event.key === 'ArrowDown' ? 1 : -1)] ?? document.querySelector<HTMLElement>('#search');
  next?.focus();
  event.preventDefault();
}
