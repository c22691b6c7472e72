import type { Overview } from './overview.ts';
import type { SearchedRow } from './unmerged.ts';

/** A link that a search found, and how well it fits. */
export type Hit = { readonly id: string; readonly _score: number };

/** Share of the words asked for that a page must have to be a neighbour. */
const NEIGHBOUR_SHARE_MIN = 0.2;

/** How the engine weighs a word's repetitions in a text and the text's length, and the length that it finds usual, in characters. */
const SATURATION = 1.2;
const LENGTH_WEIGHT = 0.75;
const USUAL_LENGTH = 3_000;
/** Repetitions from which on more of them count no further. */
const REPEATED_MAX = 10;

/** The most that a written page has: for its text, and for what its names add to that. */
export type BestScores = { readonly text: number; readonly names: number };

/**
 * What a search finds among the rows that the index does not know yet: some hundreds, looked through one by one. Each is
 * weighed by its text as the engine would weigh it, and comes as near to the best of the written ones.
 */
export function recentHits(
  rows: Iterable<SearchedRow>,
  words: string,
  best: BestScores,
): { named: Hit[]; scored: Hit[] } {
  const asked = words.split(' ');
  const named: Hit[] = [];
  const scored: Hit[] = [];
  for (const { id, names, words: all } of rows) {
    const share = asked.filter(has(names)).length / asked.length;
    const isWhole = asked.every(has(all));
    if (share < 1 && !isWhole) continue;
    const weights = asked.map((word) => weightOf(word, all));
    const weight = weights.reduce((sum, each) => sum + each, 0) / asked.length;
    const hit = { id, _score: best.text * weight + best.names * share };
    if (share === 1) named.push(hit);
    if (isWhole) scored.push(hit);
  }
  return { named, scored };
}

/** What a word adds to a text's weight, from 0 to 1. */
function weightOf(word: string, text: string): number {
  const repeated = timesIn(text, word, REPEATED_MAX);
  const length = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * text.length) / USUAL_LENGTH;
  return repeated / (repeated + SATURATION * length);
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
    const share = asked.filter(has(row[column])).length / asked.length;
    if (share >= NEIGHBOUR_SHARE_MIN) hits.push({ id: row.id, _score: best * share });
  }
  return hits;
}

/** Whether a word is one of a text's. */
function has(text: string): (word: string) => boolean {
  return (word) => timesIn(text, word, 1) > 0;
}

/** How often a word is in a text, counted no further than `most`; without a copy of the text between spaces, which is some hundred kilobytes. */
function timesIn(text: string, word: string, most: number): number {
  if (text === word) return 1;
  const inside = ` ${word} `;
  let times = Number(text.startsWith(`${word} `)) + Number(text.endsWith(` ${word}`));
  for (let at = text.indexOf(inside); at >= 0 && times < most; times += 1)
    at = text.indexOf(inside, at + inside.length - 1);
  return times;
}

/** The rows that a search looks through by itself, by id, as they are now; without those that are left to the engine. */
export function rowsInMemory({
  recent,
  unmerged,
}: Pick<Overview, 'recent' | 'unmerged'>): Map<string, SearchedRow> {
  return new Map<string, SearchedRow>([...(unmerged.rows() ?? []), ...recent]);
}
