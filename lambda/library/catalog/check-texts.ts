import type { Generation } from './lance.ts';
import { type RowWithText, rowsWithText } from './listed-rows.ts';
import type { Overview } from './overview.ts';
import { flat, type ParsedSearch } from './parse-search.ts';
import { searchWords } from './words.ts';

/** Texts looked through at a time, and at most for one search. */
const TEXTS_AT_ONCE = 50;
const TEXTS_MAX = 1000;
/** Characters of text looked through for one search: half a second's work. */
const CHARACTERS_MAX = 20_000_000;

type Asked = Pick<ParsedSearch, 'phrases' | 'without'>;

/** Those of the links that have every phrase in title, note, address, tags or text, and nothing of `without`, in their order. */
export async function withTexts(
  generation: Generation,
  overview: Overview,
  ids: readonly string[],
  asked: Asked,
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
    const having = new Set(rows.filter((row) => fits(row, asked)).map(({ id }) => id));
    kept.push(...some.filter((id) => having.has(id)));
  }
  return kept;
}

function fits({ listed, text }: RowWithText, { phrases, without }: Asked): boolean {
  const { title, note, url, tags } = JSON.parse(listed) as {
    title: string;
    note: string;
    url: string;
    tags: string[];
  };
  const all = flat([title, note, url, ...tags, text].join('\n'));
  return phrases.every((phrase) => all.includes(phrase)) && !without.some((words) => hasWords(all, words));
}

/** Whether words stand in a text as words, one after the other; most texts lack their very letters. */
function hasWords(text: string, words: string): boolean {
  const asked = searchWords(words);
  if (asked === '') return false;
  const [longest = ''] = asked.split(' ').sort((a, b) => b.length - a.length);
  if (!text.includes(words) && !text.includes(longest)) return false;
  return ` ${searchWords(text)} `.includes(` ${asked} `);
}
