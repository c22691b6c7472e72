import type { Bookmark, Reader } from './bookmark.ts';

/** How a line of a list may begin. */
const BULLET = /^(?:[-*+•]|\d+[.)])\s+/u;
const MARKDOWN_LINK = /\[([^\]]*)\]\(<?(https?:\/\/[^\s)>]+)>?[^)]*\)/iu;
const ADDRESS = /https?:\/\/\S+/iu;

/** Reads an address a line; what stands beside it on the line is its title. Lines that begin with `#` are remarks. */
export const readUrls: Reader = async function* (text) {
  let left = '';
  for await (const piece of text) {
    const lines = (left + piece).split(/\r\n|\r(?=[^\n])|\n/);
    left = lines.pop() ?? '';
    for (const line of lines) yield* bookmarkIn(line);
  }
  yield* bookmarkIn(left);
};

function* bookmarkIn(line: string): Generator<Bookmark> {
  const entry = line.trim().replace(BULLET, '');
  if (entry === '' || entry.startsWith('#')) return;
  const named = MARKDOWN_LINK.exec(entry);
  const url = named?.[2] ?? ADDRESS.exec(entry)?.[0] ?? entry.split(/\s/u, 1)[0] ?? '';
  const title = named ? named[1] : entry.replace(url, ' ').replace(/\s+/gu, ' ').trim();
  yield { url, tags: [], folders: [], ...(title ? { title } : {}) };
}
