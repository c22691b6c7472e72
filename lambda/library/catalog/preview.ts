import type { OpenIndex } from './open-index.ts';
import type { CatalogRow } from './row.ts';

/** Newest rows that lists and searches are answered from while an index is built, and the most of their text, in characters. */
const ROWS_MAX = 2_000;
const CHARACTERS_MAX = 4_000_000;

/**
 * An index that is being built, to be asked meanwhile: lists know what has been read so far, and searches look through
 * the newest of it.
 */
export function createPreview({ generation, overview }: Pick<OpenIndex, 'generation' | 'overview'>): {
  readonly open: OpenIndex;
  /** Told of rows that have come into the generation. */
  take(rows: readonly CatalogRow[]): void;
} {
  const recent = new Map<string, CatalogRow>();
  let characters = 0;
  return {
    open: { generation, overview: { ...overview, recent, isSearchable: false } },
    take(rows) {
      for (const row of rows) {
        if (recent.size >= ROWS_MAX || characters >= CHARACTERS_MAX) return;
        recent.set(row.id, row);
        characters += row.words.length + row.text.length;
      }
    },
  };
}
