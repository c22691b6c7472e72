import type { CatalogRow } from './row.ts';

/** A link that a search found, and how well it fits. */
export type Hit = { readonly id: string; readonly _score: number };

/** Share of the words asked for that a page must have to be a neighbour. */
const NEIGHBOUR_SHARE_MIN = 0.2;

/**
 * What a search finds among the rows that are not written yet: a few hundred, looked through one by one. The more of
 * the words their names have, the nearer they come to the best of the written ones.
 */
export function recentHits(
  rows: Iterable<CatalogRow>,
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

/** Rows not written yet that have some of these words, in names or anywhere; `best` is the score of one that has all. */
export function recentNeighbours(
  rows: Iterable<CatalogRow>,
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

const searchables = new WeakMap<CatalogRow, { names: string; all: string }>();

/** Made once for each row: a long page is some hundred kilobytes. */
function searchableRow(row: CatalogRow): { names: string; all: string } {
  const known = searchables.get(row);
  if (known) return known;
  const made = { names: ` ${row.names} `, all: ` ${row.words} ` };
  searchables.set(row, made);
  return made;
}

function has(text: string): (word: string) => boolean {
  return (word) => text.includes(` ${word} `);
}
