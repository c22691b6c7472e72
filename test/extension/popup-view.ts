import { type Popup, until } from './driven-browser.ts';

/** The link the popup offers once Save was pressed. */
export function shownLink(popup: Popup): Promise<string> {
  return until('the link', () => popup.evaluate(() => document.querySelector('#link')?.textContent));
}

/** The popup's word for where the save is. */
export function shownStatus(popup: Popup): Promise<string> {
  return until('a status', () => popup.evaluate(() => document.querySelector('#status')?.textContent));
}

export function shownTags(popup: Popup): Promise<string[]> {
  return popup.evaluate(() =>
    [...document.querySelectorAll('.tag-field .chip bdi')].map((chip) => chip.textContent ?? ''),
  );
}

/** Titles in the list under the tag browser. */
export function listedTitles(popup: Popup): Promise<string[]> {
  return popup.evaluate(() =>
    [...document.querySelectorAll('#links .name')].map((name) => name.textContent ?? ''),
  );
}

export function offeredTags(popup: Popup): Promise<string[]> {
  return popup.evaluate(() =>
    [...document.querySelectorAll('#tag-offers bdi')].map((offer) => offer.textContent ?? ''),
  );
}

/** Presses the way to send a save again; what is not refused may go out by itself first, and leave nothing to press. */
export function sendAgain(popup: Popup): Promise<boolean> {
  return until('the way to send it again', () =>
    popup.evaluate(async () => {
      const button = document.querySelector<HTMLElement>('.outbox button');
      button?.click();
      const stored = await chrome.storage.local.get(null);
      return button !== null || !Object.keys(stored).some((key) => key.startsWith('outbox:'));
    }),
  );
}
