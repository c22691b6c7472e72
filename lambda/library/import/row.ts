import { type Bookmark, splitTags, timeOf } from './bookmark.ts';

/** The names under which programs write the same thing, the most telling first. */
const NAMES = {
  url: ['url', 'href', 'link', 'resolved_url', 'given_url', 'originalurl', 'address'],
  title: ['title', 'resolved_title', 'given_title', 'name', 'website_title'],
  tags: ['tags', 'labels', 'tag_names', 'keywords'],
  folder: ['folder', 'collection', 'list'],
  note: ['note', 'notes', 'extended', 'description', 'selection'],
  created: [
    'createdat',
    'created',
    'savedat',
    'time_added',
    'date_added',
    'timestamp',
    'time',
    'date',
    'added',
  ],
} as const;

/**
 * What a row of a table or an object of a list says, whatever program wrote it: our own export, Pocket, Raindrop,
 * Omnivore, Pinboard, linkding, Instapaper. Undefined when it names no address.
 */
export function bookmarkOfRow(row: Readonly<Record<string, unknown>>): Bookmark | undefined {
  const cells = new Map(Object.entries(row).map(([name, value]) => [name.trim().toLowerCase(), value]));
  const cell = (kind: keyof typeof NAMES) => {
    for (const name of NAMES[kind]) {
      const value = cells.get(name);
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  };
  const url = cell('url');
  if (typeof url !== 'string') return undefined;
  const title = textOf(cell('title'));
  const note = textOf(cell('note'));
  const created = timeOf(cell('created'));
  return {
    url: url.trim(),
    // Pinboard writes its tags with spaces, and calls its address `href`.
    tags: tagsOf(cell('tags'), cells.has('href')),
    folders: foldersOf(cell('folder')),
    ...(title ? { title } : {}),
    ...(note ? { note } : {}),
    ...(created === undefined ? {} : { created }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function tagsOf(value: unknown, spaces: boolean): string[] {
  if (Array.isArray(value))
    return value.flatMap((tag) => {
      const text = textOf(typeof tag === 'object' && tag !== null && 'name' in tag ? tag.name : tag);
      return text ? [text] : [];
    });
  // Pocket's JSON has an object with a name for each tag.
  if (typeof value === 'object' && value !== null) return Object.keys(value);
  return splitTags(textOf(value), spaces);
}

/** Raindrop and Instapaper write the places that nobody chose as folders too. */
function foldersOf(value: unknown): string[] {
  const names = textOf(value).split(/\s+\/\s+/u);
  return names.filter((name) => name !== '' && !/^(unsorted|unread|archive|starred)$/i.test(name));
}
