import { type Bookmark, type Reader, type Unreadable, wholeText } from './bookmark.ts';
import { bookmarkOfRow } from './row.ts';

/** Reads a list of objects (Omnivore, Pinboard, linkding), one object with such a list in it, or an object a line. */
export const readJson: Reader = async function* (text) {
  const whole = await wholeText(text);
  const list = listIn(whole);
  if (list) {
    for (const [index, entry] of list.entries()) yield bookmarkOf(entry, `entry ${index + 1}`);
    return;
  }
  let number = 0;
  for (const line of whole.split(/\r?\n/)) {
    number += 1;
    if (line.trim() === '') continue;
    yield bookmarkOf(parsed(line), `line ${number}`);
  }
};

function bookmarkOf(entry: unknown, place: string): Bookmark | Unreadable {
  if (typeof entry === 'string') return { url: entry, tags: [], folders: [] };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { unreadable: place, message: 'It is not an object.' };
  const bookmark = bookmarkOfRow(entry as Record<string, unknown>);
  return bookmark ?? { unreadable: place, message: 'It has no address.' };
}

function listIn(text: string): unknown[] | undefined {
  const json = parsed(text);
  if (Array.isArray(json)) return json;
  if (typeof json !== 'object' || json === null || bookmarkOfRow(json as Record<string, unknown>))
    return undefined;
  for (const value of Object.values(json)) {
    if (Array.isArray(value)) return value;
    // Pocket's list is an object with an id for each name.
    if (typeof value === 'object' && value !== null && isList(Object.values(value)))
      return Object.values(value);
  }
  return undefined;
}

function isList(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every((value) => typeof value === 'object' && value !== null);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
