import browser from './browser.ts';
import type en from './public/_locales/en/messages.json';

/** The name of a text in `_locales`. */
export type MessageName = keyof typeof en;

let chosen: Readonly<Record<string, { readonly message: string } | undefined>> | undefined;

/** Takes the texts of a language that is not the browser's own; without one nothing is read. */
export async function loadLanguage(language: string | undefined): Promise<void> {
  chosen = language ? await (await fetch(`/_locales/${language}/messages.json`)).json() : undefined;
}

/** A text in the chosen language, else the browser's, with at most one value in it. */
export function text(name: MessageName, value?: string | number): string {
  const own = chosen?.[name]?.message;
  if (own !== undefined) return own.replace('$VALUE$', () => String(value ?? ''));
  return browser.i18n.getMessage(name, value === undefined ? undefined : String(value));
}

/** The language of what `text` gives, as BCP 47. */
export function pageLanguage(): string {
  return text('languageOfDates');
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
