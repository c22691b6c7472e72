import type { ImportFormat } from '@stillpage/shared/schemas/import.ts';
import type { Bookmark, Reader, Unreadable } from './bookmark.ts';
import { delimiterOf, readCsv } from './read-csv.ts';
import { readHtml } from './read-html.ts';
import { readJson } from './read-json.ts';
import { readUrls } from './read-urls.ts';

const READERS: Record<ImportFormat, Reader> = {
  html: readHtml,
  csv: readCsv,
  json: readJson,
  urls: readUrls,
};

/** Characters that are looked at to tell what form a file has. */
const HEAD_LENGTH = 2000;

export type ReadFile = {
  readonly format: ImportFormat;
  readonly entries: AsyncGenerator<Bookmark | Unreadable>;
};

/** Reads a file in the form named, or in the one its beginning shows. */
export async function readFile(text: AsyncIterable<string>, named?: ImportFormat): Promise<ReadFile> {
  const pieces = text[Symbol.asyncIterator]();
  let head = '';
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    head += head === '' ? piece.value.replace(/^\ufeff/, '') : piece.value;
    if (head.length >= HEAD_LENGTH) break;
  }
  const format = named ?? formatOf(head);
  async function* whole() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { format, entries: READERS[format](whole()) };
}

/** The form a file's beginning shows. */
export function formatOf(head: string): ImportFormat {
  const start = head.trimStart();
  if (start.startsWith('<')) return 'html';
  if (/^[[{]/.test(start)) return 'json';
  const names = (start.split('\n', 1)[0] ?? '')
    .toLowerCase()
    .split(delimiterOf(start))
    .map((name) => name.trim().replace(/^"|"$/g, ''));
  return names.some((name) => /^(url|href|link|address)$/.test(name)) ? 'csv' : 'urls';
}
