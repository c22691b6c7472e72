import browser from '../browser.ts';
import { type MessageName, text } from '../messages.ts';
import { LinkList } from './link-list.tsx';
import { OutboxNotice } from './outbox-notice.tsx';
import { SavePanel } from './save-panel.tsx';
import { inPanel, state } from './state.ts';
import { TagBrowser } from './tag-browser.tsx';

/** The whole popup, from the state. */
export function Popup() {
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
