import type { Overview } from './overview.ts';
import type { SearchedRow } from './unmerged.ts';

/** A link that a search found, and how well it fits. */
export type Hit = { readonly id: string; readonly _score: number };

/** Share of the words asked for that a page must have to be a neighbour. */
const NEIGHBOUR_SHARE_MIN = 0.2;

/**
 * What a search finds among the rows that the index does not know yet: some hundreds, looked through one by one. The more of
 * the words their names have, the nearer they come to the best of the written ones.
 */
export function recentHits(
  rows: Iterable<SearchedRow>,
  words: string,
  best: number,
): { named: Hit[]; scored: Hit[] } {
  const asked = words.split(' ');
  const named: Hit[] = [];
  const scored: Hit[] = [];
  for (const row of rows) {
    const { id } = row;
    const { names, all } = searchableRow(row);
    const inNames = has(names);
    const share = asked.filter(inNames).length / asked.length;
    const hit = { id, _score: best * (0.5 + share / 2) };
    if (share === 1) named.push(hit);
    if (asked.every(has(all))) scored.push(hit);
  }
  return { named, scored };
}

/** Rows that the index does not know yet that have some of these words, in names or anywhere; `best` is the score of one that has all. */
export function recentNeighbours(
  rows: Iterable<SearchedRow>,
  column: 'names' | 'words',
  words: string,
  best: number,
): Hit[] {
  const asked = [...new Set(words.split(' '))];
  const hits: Hit[] = [];
  for (const row of rows) {
    const { names, all } = searchableRow(row);
    const share = asked.filter(has(column === 'names' ? names : all)).length / asked.length;
    if (share >= NEIGHBOUR_SHARE_MIN) hits.push({ id: row.id, _score: best * share });
  }
  return hits;
}

const searchables = new WeakMap<SearchedRow, { names: string; all: string }>();

/** Made once for each row: a long page is some hundred kilobytes. */
function searchableRow(row: SearchedRow): { names: string; all: string } {
  const known = searchables.get(row);
  if (known) return known;
  const made = { names: ` ${row.names} `, all: ` ${row.words} ` };
  searchables.set(row, made);
  return made;
}

function has(text: string): (word: string) => boolean {
  return (word) => text.includes(` ${word} `);
}

/** The rows that a search looks through by itself, by id, as they are now; without those that are left to the engine. */
export function rowsInMemory({
  recent,
  unmerged,
}: Pick<Overview, 'recent' | 'unmerged'>): Map<string, SearchedRow> {
  return new Map<string, SearchedRow>([...(unmerged.rows() ?? []), ...recent]);
}
