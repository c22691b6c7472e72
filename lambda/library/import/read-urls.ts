import { type Reader, wholeText } from './bookmark.ts';

/** Reads an address a line; what follows it on the line is its title. Lines that begin with `#` are remarks. */
export const readUrls: Reader = async function* (text) {
  for (const line of (await wholeText(text)).split(/\r?\n/)) {
    const [url = '', ...title] = line.trim().split(/\s+/u);
    if (url === '' || url.startsWith('#')) continue;
    yield { url, tags: [], folders: [], ...(title.length > 0 ? { title: title.join(' ') } : {}) };
  }
};
