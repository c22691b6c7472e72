import type { CatalogRow } from './row.ts';

/** Most that is kept of such rows, in characters: looked through in a millisecond or two. */
const CHARACTERS_MAX = 3_000_000;

/** What searches and their answers need of a row. */
export type SearchedRow = Pick<CatalogRow, 'id' | 'names' | 'words' | 'text' | 'listed'>;

/**
 * Rows that are written and not yet merged into the index of words. The engine looks for words in them one by one, for
 * 3 ms of computing in each query however few they are; here they are kept in memory, and it is asked for the rest.
 */
export type Unmerged = {
  /** By id; undefined when they are too many or not known: then the engine has to look through them. */
  rows(): ReadonlyMap<string, SearchedRow> | undefined;
  add(rows: readonly SearchedRow[]): void;
  remove(id: string): void;
  /** All that is written is in the index. */
  settle(): void;
  /** Somebody else writes too, or a merging was cut off. */
  lose(): void;
};

/** It is not known which rows they are until one settles it. */
export function createUnmerged(): Unmerged {
  let rows: Map<string, SearchedRow> | undefined;
  let characters = 0;

  function lose(): void {
    rows = undefined;
    characters = 0;
  }
  function remove(id: string): void {
    characters -= sizeOf(rows?.get(id));
    rows?.delete(id);
  }
  function add(more: readonly SearchedRow[]): void {
    if (!rows) return;
    for (const { id, names, words, text, listed } of more) {
      remove(id);
      const row = { id, names, words, text, listed };
      rows.set(id, row);
      characters += sizeOf(row);
    }
    if (characters > CHARACTERS_MAX) lose();
  }

  return {
    rows: () => rows,
    add,
    remove,
    settle() {
      rows = new Map();
      characters = 0;
    },
    lose,
  };
}

function sizeOf(row: SearchedRow | undefined): number {
  return row ? row.names.length + row.words.length + row.text.length + row.listed.length : 0;
}
