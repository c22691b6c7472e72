import type { TagCount } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import { tagKeys } from './row.ts';

/** How many links each tag is on, kept while the indexer writes: counting anew reads every row. */
export type TagCounts = {
  add(tags: readonly string[]): void;
  remove(tags: readonly string[]): void;
  /** Most used first. A link with `dev/lambda` counts for `dev` too, as a filter by `dev` finds it; only tags that stand on a link are listed. */
  list(): TagCount[];
};

type Count = { under: number; readonly spellings: Map<string, number> };

export function createTagCounts(): TagCounts {
  const counts = new Map<string, Count>();

  function change(tags: readonly string[], by: 1 | -1): void {
    for (const key of tagKeys(tags)) {
      const count = counts.get(key) ?? { under: 0, spellings: new Map() };
      count.under += by;
      if (count.under > 0) counts.set(key, count);
      else counts.delete(key);
    }
    for (const tag of tags) {
      const spellings = counts.get(tagKey(tag))?.spellings;
      const uses = (spellings?.get(tag) ?? 0) + by;
      if (uses > 0) spellings?.set(tag, uses);
      else spellings?.delete(tag);
    }
  }

  return {
    add: (tags) => change(tags, 1),
    remove: (tags) => change(tags, -1),
    list: () =>
      [...counts.values()]
        .filter(({ spellings }) => spellings.size > 0)
        .map(({ under, spellings }) => ({ tag: mostUsed(spellings), count: under }))
        .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1)),
  };
}

function mostUsed(spellings: ReadonlyMap<string, number>): string {
  let best = '';
  for (const [tag, uses] of spellings) if (uses > (spellings.get(best) ?? 0)) best = tag;
  return best;
}
