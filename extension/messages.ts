import browser from './browser.ts';
import type en from './public/_locales/en/messages.json';

/** The name of a text in `_locales`. */
export type MessageName = keyof typeof en;

/** A text in the browser's language, with at most one value in it. */
export function text(name: MessageName, value?: string | number): string {
  return browser.i18n.getMessage(name, value === undefined ? undefined : String(value));
}

let dates: Intl.DateTimeFormat | undefined;

/** A day as the language of the texts writes it. */
export function dateText(iso: string): string {
  // Making a formatter costs more than a row of the list.
  dates ??= new Intl.DateTimeFormat(text('languageOfDates'), {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
  });
  return dates.format(new Date(iso));
}
