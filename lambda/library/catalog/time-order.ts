import { sortByTime } from './sort-by-time.ts';

const FIRST_CAPACITY = 1024;
/** Slots out of place up to which each is moved by itself. */
const MOVES_MAX = 500;

/** Slots by their times, oldest first. Those that were added come to their places with `settle`. */
export type TimeOrder = {
  add(slot: number): void;
  /** Takes a slot out that is here; its time is still the one it was added with. */
  remove(slot: number): void;
  settle(): void;
  /** Settled ones. */
  settled(): number;
  /** All of them. */
  size(): number;
  /** The slot that so many settled ones come before. */
  at(index: number): number;
  /** Settled ones that are at most as new as this, in ms since 1970. */
  upTo(saved: number): number;
};

/** `times` gives the time of each slot as it is now, `compare` the order of two of one moment too. */
export function createTimeOrder(
  times: () => Float64Array,
  compare: (a: number, b: number) => number,
): TimeOrder {
  let order = new Uint32Array(FIRST_CAPACITY);
  let ordered = 0;
  /** Not in `order` yet. */
  let loose: number[] = [];

  /** How many of the ordered ones `isBefore` is true of: the first so many, as it is asked. */
  function count(isBefore: (slot: number) => boolean): number {
    let low = 0;
    let high = ordered;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(order[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  const rank = (slot: number) => count((other) => compare(other, slot) < 0);

  function place(slot: number): void {
    const at = rank(slot);
    if (ordered === order.length) {
      const larger = new Uint32Array(order.length * 2);
      larger.set(order);
      order = larger;
    }
    order.copyWithin(at + 1, at, ordered);
    order[at] = slot;
    ordered += 1;
  }

  return {
    add: (slot) => void loose.push(slot),
    remove(slot) {
      const waiting = loose.indexOf(slot);
      if (waiting >= 0) {
        loose.splice(waiting, 1);
        return;
      }
      const at = rank(slot);
      order.copyWithin(at, at + 1, ordered);
      ordered -= 1;
    },
    settle() {
      const fresh = loose;
      loose = [];
      if (fresh.length <= MOVES_MAX) return fresh.forEach(place);
      const all = new Uint32Array(ordered + fresh.length);
      all.set(order.subarray(0, ordered));
      all.set(fresh, ordered);
      sortByTime(all, times(), compare);
      ordered = all.length;
      order = all;
    },
    settled: () => ordered,
    size: () => ordered + loose.length,
    at: (index) => order[index] ?? 0,
    upTo(saved) {
      const time = times();
      return count((slot) => (time[slot] ?? 0) <= saved);
    },
  };
}
