import { type Bookmark, type Reader, type Unreadable, wholeText } from './bookmark.ts';
import { isBookmarkTree, readBookmarkTree } from './read-bookmark-tree.ts';
import { bookmarkOfRow } from './row.ts';
import { objectsIn } from './torn-json.ts';

/**
 * Reads a list of objects (Omnivore, Pinboard, linkding), one object with such a list in it, an object a line, or what a
 * browser keeps its bookmarks in.
 */
export const readJson: Reader = async function* (text) {
  const whole = await wholeText(text);
  const json = parsed(whole);
  if (isBookmarkTree(json)) return yield* readBookmarkTree(json);
  if (json === undefined && whole.trimStart().startsWith('[')) return yield* readTorn(whole);
  const list = listIn(json);
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

/** A list that is cut off gives the entries before the cut. */
function* readTorn(text: string): Generator<Bookmark | Unreadable> {
  let number = 0;
  for (const entry of objectsIn(text)) {
    number += 1;
    yield bookmarkOf(parsed(entry), `entry ${number}`);
  }
  yield { unreadable: 'the end of the file', message: `It is cut off or damaged after ${number} entries.` };
}

function listIn(json: unknown): unknown[] | undefined {
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
