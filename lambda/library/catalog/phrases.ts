import type { Generation } from './lance.ts';
import { rowsWithText } from './listed-rows.ts';
import type { Overview } from './overview.ts';
import { fold } from './words.ts';

/** Texts looked through for a phrase at a time, and at most for one search. */
const TEXTS_AT_ONCE = 50;
const TEXTS_MAX = 1000;
/** Characters of text looked through for one search: half a second's work. */
const CHARACTERS_MAX = 20_000_000;

/** What stands in quotation marks, in any of the usual ones, as it must stand in a page. */
export function phrasesOf(q: string): string[] {
  return [...q.matchAll(/"([^"]+)"|“([^”]+)”|「([^」]+)」|«([^»]+)»/gu)]
    .map((match) => flat(match[1] ?? match[2] ?? match[3] ?? match[4] ?? ''))
    .filter((phrase) => phrase !== '');
}

/** Those of the links that have every phrase in title, note or text, in their order. */
export async function hasPhrases(
  generation: Generation,
  overview: Overview,
  ids: readonly string[],
  phrases: readonly string[],
): Promise<string[]> {
  const kept: string[] = [];
  let characters = 0;
  for (
    let from = 0;
    from < Math.min(ids.length, TEXTS_MAX) && characters < CHARACTERS_MAX;
    from += TEXTS_AT_ONCE
  ) {
    const some = ids.slice(from, from + TEXTS_AT_ONCE);
    const rows = await rowsWithText(generation, overview, some);
    for (const { text } of rows) characters += text.length;
    const having = new Set(rows.filter((row) => holds(row, phrases)).map(({ id }) => id));
    kept.push(...some.filter((id) => having.has(id)));
  }
  return kept;
}

function holds(row: { readonly listed: string; readonly text: string }, phrases: readonly string[]): boolean {
  const { title, note, url, tags } = JSON.parse(row.listed) as {
    title: string;
    note: string;
    url: string;
    tags: string[];
  };
  const all = flat([title, note, url, ...tags, row.text].join('\n'));
  return phrases.every((phrase) => all.includes(phrase));
}

function flat(text: string): string {
  return fold(text).replace(/\s+/gu, ' ').trim();
}
