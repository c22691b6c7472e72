import type { TagCount } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import { tagKeys } from './row.ts';

/** Which links each tag is on, by number, kept while the indexer writes: counting anew reads every row. */
export type TagPostings = {
  /** The number of a spelling; a new one when it was never met. */
  numberOf(tag: string): number;
  spelling(number: number): string;
  add(slot: number, numbers: ArrayLike<number>): void;
  remove(slot: number, numbers: ArrayLike<number>): void;
  /** Links on which a tag, or one under it, stands: each slot once, in no order. */
  slotsOf(tag: string): Uint32Array;
  /** Numbers of all spellings that are this tag or lie under it. */
  spellingsUnder(tag: string): ReadonlySet<number>;
  /** Most used first. A link with `dev/lambda` counts for `dev` too, as a filter by `dev` finds it; only tags that stand on a link are listed. */
  list(): TagCount[];
};

type Key = {
  slots: Uint32Array;
  size: number;
  readonly spellings: Set<number>;
  /** Of those, the ones that are this very tag. */
  readonly own: number[];
};
type Spelling = { readonly tag: string; readonly keys: readonly Key[]; uses: number };

export function createTagPostings(): TagPostings {
  const spellings: Spelling[] = [];
  const numbers = new Map<string, number>();
  const keys = new Map<string, Key>();
  let listed: TagCount[] | undefined;

  function keyOf(name: string): Key {
    const known = keys.get(name);
    if (known) return known;
    const fresh: Key = { slots: new Uint32Array(4), size: 0, spellings: new Set(), own: [] };
    keys.set(name, fresh);
    return fresh;
  }

  /** The tags a link is found under, each once, whatever its tags have in common. */
  function keysOf(tags: ArrayLike<number>): Iterable<Key> {
    if (tags.length === 1) return spellings[tags[0] ?? 0]?.keys ?? [];
    const all = new Set<Key>();
    for (let i = 0; i < tags.length; i += 1)
      for (const key of spellings[tags[i] ?? 0]?.keys ?? []) all.add(key);
    return all;
  }

  return {
    numberOf(tag) {
      const known = numbers.get(tag);
      if (known !== undefined) return known;
      const number = spellings.length;
      const found = tagKeys([tag]).map(keyOf);
      spellings.push({ tag, keys: found, uses: 0 });
      numbers.set(tag, number);
      for (const key of found) key.spellings.add(number);
      keyOf(tagKey(tag)).own.push(number);
      return number;
    },
    spelling: (number) => spellings[number]?.tag ?? '',
    add(slot, tags) {
      listed = undefined;
      for (const key of keysOf(tags)) {
        if (key.size === key.slots.length) {
          const larger = new Uint32Array(key.size * 2);
          larger.set(key.slots);
          key.slots = larger;
        }
        key.slots[key.size] = slot;
        key.size += 1;
      }
      count(tags, 1);
    },
    remove(slot, tags) {
      listed = undefined;
      for (const key of keysOf(tags)) {
        const at = key.slots.indexOf(slot);
        if (at < 0 || at >= key.size) continue;
        key.size -= 1;
        key.slots[at] = key.slots[key.size] ?? 0;
      }
      count(tags, -1);
    },
    slotsOf(tag) {
      const key = keys.get(tagKey(tag));
      return key ? key.slots.subarray(0, key.size) : new Uint32Array(0);
    },
    spellingsUnder: (tag) => keys.get(tagKey(tag))?.spellings ?? new Set(),
    list() {
      listed ??= [...keys.values()]
        .map((key) => ({ tag: mostUsed(key), count: key.size }))
        .filter(({ tag }) => tag !== '')
        .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
      return listed;
    },
  };

  function count(tags: ArrayLike<number>, by: 1 | -1): void {
    for (let i = 0; i < tags.length; i += 1) {
      const spelling = spellings[tags[i] ?? 0];
      if (spelling) spelling.uses += by;
    }
  }

  /** Empty when no link has this very tag. */
  function mostUsed({ own }: Key): string {
    let best: Spelling | undefined;
    for (const number of own) {
      const spelling = spellings[number];
      if (spelling && spelling.uses > (best?.uses ?? 0)) best = spelling;
    }
    return best?.tag ?? '';
  }
}
