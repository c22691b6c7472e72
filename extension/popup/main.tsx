import { render } from 'preact';
import browser from '../browser.ts';
import { loadLanguage, pageLanguage } from '../messages.ts';
import { readRecord, readSuggestions } from './ask-backend.ts';
import { lookForServer } from './connect-here.tsx';
import { followKeys } from './follow-keys.ts';
import { readOn } from './list-links.ts';
import { followBackground, load, readTab } from './load-popup.ts';
import { Popup } from './popup.tsx';
import { drawWith, inPanel, state } from './state.ts';

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
void readOn();
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
followKeys(closed.signal);
