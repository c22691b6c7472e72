import { SNAPSHOT_STATUSES } from '@stillpage/shared/schemas/snapshot.ts';
import { createIdSlots } from './id-slots.ts';
import { createTagPostings, type TagPostings } from './tag-postings.ts';
import { createTimeOrder } from './time-order.ts';

/** What the roster holds of a link; `saved` in milliseconds since 1970, 0 for one that nothing is left of. */
export type RosterRow = {
  readonly id: string;
  readonly saved: number;
  readonly deleted: boolean;
  readonly status: string;
  readonly tags: readonly string[];
};
/** Which links are asked for: every tag, the status, in the trash or out of it. */
export type RosterFilter = {
  readonly tags: readonly string[];
  readonly status: string | undefined;
  readonly trash: boolean;
};
export type Place = { readonly saved: number; readonly id: string };

/**
 * Every link by time, tag and status, in memory: some 60 bytes each, so that lists, filters and counts wait for no
 * scan of the table.
 */
export type Roster = {
  readonly tags: TagPostings;
  put(row: RosterRow): void;
  remove(id: string): void;
  /** Sorts what was put since; to be called after many, one alone finds its place by itself. */
  settle(): void;
  /** Newest first, after `before`. */
  newest(filter: RosterFilter, before: Place | undefined, limit: number): Place[];
  /** True when a link is one of those asked for. */
  matches(id: string, filter: RosterFilter): boolean;
  /** True when the link is here, in the trash or out of it. */
  has(id: string): boolean;
  /** The number of a link here, for as long as the roster lives. */
  slotOf(id: string): number | undefined;
  idAt(slot: number): string;
  savedAt(id: string): number;
  tagsOf(id: string): string[];
  /** Links that a listing without filter would give. */
  live(): number;
};

const STATUS_MASK = 0x0f;
const DELETED = 0x40;
const PRESENT = 0x80;
const FIRST_CAPACITY = 1024;

/** Links of a tag from which on, and as a share of all, the newest are looked through in place of the tag's own. */
const WALKED_FROM = 5_000;
const WALKED_SHARE = 0.1;

export function createRoster(): Roster {
  const ids = createIdSlots();
  const tags = createTagPostings();
  let saved = new Float64Array(FIRST_CAPACITY);
  let state = new Uint8Array(FIRST_CAPACITY);
  /** Of each slot's tag numbers in `pool`. */
  let tagStart = new Uint32Array(FIRST_CAPACITY);
  let tagLength = new Uint8Array(FIRST_CAPACITY);
  let pool = new Uint32Array(FIRST_CAPACITY * 4);
  let pooled = 0;

  const compare = (a: number, b: number) => (saved[a] ?? 0) - (saved[b] ?? 0) || ids.compare(a, b);
  /** Live slots. */
  const order = createTimeOrder(() => saved, compare);
  const numbersOf = (slot: number) => {
    const start = tagStart[slot] ?? 0;
    return pool.subarray(start, start + (tagLength[slot] ?? 0));
  };

  function takeOut(slot: number): void {
    const before = state[slot] ?? 0;
    if ((before & PRESENT) === 0) return;
    state[slot] = 0;
    if (before & DELETED) return;
    tags.remove(slot, numbersOf(slot));
    order.remove(slot);
  }

  function grow(slot: number): void {
    if (slot < saved.length) return;
    saved = larger(saved);
    state = larger(state);
    tagStart = larger(tagStart);
    tagLength = larger(tagLength);
  }

  function put(row: RosterRow): void {
    const slot = ids.add(row.id);
    grow(slot);
    takeOut(slot);
    saved[slot] = row.saved;
    const status = (SNAPSHOT_STATUSES as readonly string[]).indexOf(row.status) + 1;
    state[slot] = PRESENT | (row.deleted ? DELETED : 0) | status;
    if (pooled + row.tags.length > pool.length) pool = larger(pool);
    tagStart[slot] = pooled;
    tagLength[slot] = Math.min(row.tags.length, 255);
    for (const tag of row.tags) {
      pool[pooled] = tags.numberOf(tag);
      pooled += 1;
    }
    if (row.deleted) return;
    tags.add(slot, numbersOf(slot));
    order.add(slot);
  }

  type Wanted = { readonly status: number; readonly trash: boolean; readonly under: ReadonlySet<number>[] };
  const wantedBy = ({ tags: asked, status, trash }: RosterFilter): Wanted => ({
    status: status === undefined ? 0 : (SNAPSHOT_STATUSES as readonly string[]).indexOf(status) + 1,
    trash,
    under: asked.map((tag) => tags.spellingsUnder(tag)),
  });

  function fits(slot: number, { status, trash, under }: Wanted): boolean {
    const now = state[slot] ?? 0;
    if ((now & PRESENT) === 0 || (now & DELETED) !== (trash ? DELETED : 0)) return false;
    if (trash && (saved[slot] ?? 0) === 0) return false;
    if (status !== 0 && (now & STATUS_MASK) !== status) return false;
    if (under.length === 0) return true;
    const numbers = numbersOf(slot);
    return under.every((set) => numbers.some((number) => set.has(number)));
  }

  /** The slots that may fit, where they are fewer than all: those of the rarest tag, or the whole roster for the trash. */
  function candidates({ tags: asked, trash }: RosterFilter): ArrayLike<number> | undefined {
    if (trash) return Uint32Array.from({ length: ids.size() }, (_, slot) => slot);
    let fewest: Uint32Array | undefined;
    for (const tag of asked) {
      const slots = tags.slotsOf(tag);
      if (!fewest || slots.length < fewest.length) fewest = slots;
    }
    // A tag on most links is met soon on the way from the newest.
    return fewest && fewest.length > WALKED_FROM && fewest.length > order.settled() * WALKED_SHARE
      ? undefined
      : fewest;
  }

  return {
    tags,
    put,
    remove(id) {
      const slot = ids.find(id);
      if (slot !== undefined) takeOut(slot);
    },
    settle: order.settle,
    newest(filter, before, limit) {
      order.settle();
      const wanted = wantedBy(filter);
      const isAfter = (slot: number) =>
        !before ||
        (saved[slot] ?? 0) < before.saved ||
        (saved[slot] === before.saved && ids.idAt(slot) < before.id);
      const some = candidates(filter);
      const found: number[] = [];
      if (!some) {
        const from = before ? order.upTo(before.saved) : order.settled();
        for (let i = from; i > 0 && found.length < limit; i -= 1) {
          const slot = order.at(i - 1);
          if (isAfter(slot) && fits(slot, wanted)) found.push(slot);
        }
      } else {
        for (let i = 0; i < some.length; i += 1) {
          const slot = some[i] ?? 0;
          const last = found[found.length - 1];
          if (found.length === limit && last !== undefined && compare(slot, last) < 0) continue;
          if (!isAfter(slot) || !fits(slot, wanted)) continue;
          let at = found.length;
          while (at > 0 && compare(found[at - 1] ?? 0, slot) < 0) at -= 1;
          found.splice(at, 0, slot);
          if (found.length > limit) found.pop();
        }
      }
      return found.map((slot) => ({ saved: saved[slot] ?? 0, id: ids.idAt(slot) }));
    },
    matches(id, filter) {
      const slot = ids.find(id);
      return slot !== undefined && fits(slot, wantedBy(filter));
    },
    has: (id) => ((state[ids.find(id) ?? -1] ?? 0) & PRESENT) !== 0,
    slotOf: ids.find,
    idAt: ids.idAt,
    savedAt: (id) => saved[ids.find(id) ?? -1] ?? 0,
    tagsOf(id) {
      const slot = ids.find(id);
      return slot === undefined ? [] : Array.from(numbersOf(slot), tags.spelling);
    },
    live: order.size,
  };
}

function larger<T extends Float64Array | Uint32Array | Uint8Array>(array: T): T {
  const next = new (array.constructor as new (length: number) => T)(array.length * 2);
  next.set(array);
  return next;
}
