import browser from 'webextension-polyfill';
import type en from './public/_locales/en/messages.json';

/** The name of a text in `_locales`. */
export type MessageName = keyof typeof en;

/** A text in the browser's language, with at most one value in it. */
export function text(name: MessageName, value?: string | number): string {
  return browser.i18n.getMessage(name, value === undefined ? undefined : String(value));
}

/** A day and time as the language of the texts writes it. */
export function dateText(iso: string): string {
  return new Date(iso).toLocaleDateString(text('languageOfDates'), {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
  });
}
