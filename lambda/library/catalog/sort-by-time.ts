/** Bits for the place of a slot in the list that is sorted: four million links. */
const PLACE_BITS = 22n;
const PLACE_MASK = (1n << PLACE_BITS) - 1n;

/**
 * Sorts slots by their times, in ms since 1970, and those of one moment by `compare`. With the engine's own sort of whole
 * numbers: a million in a quarter of a second, where one that calls back for each pair takes seconds.
 */
export function sortByTime(
  slots: Uint32Array,
  times: Float64Array,
  compare: (a: number, b: number) => number,
): void {
  const timeOf = (at: number) => times[slots[at] ?? 0] ?? 0;
  const keys = new BigUint64Array(slots.length);
  for (let i = 0; i < slots.length; i += 1)
    keys[i] = (BigInt(Math.max(0, Math.trunc(timeOf(i)))) << PLACE_BITS) | BigInt(i);
  keys.sort();
  const before = slots.slice();
  for (let i = 0; i < keys.length; i += 1) slots[i] = before[Number((keys[i] ?? 0n) & PLACE_MASK)] ?? 0;
  for (let from = 0; from < slots.length; ) {
    let to = from + 1;
    while (to < slots.length && timeOf(to) === timeOf(from)) to += 1;
    if (to - from > 1) slots.subarray(from, to).sort(compare);
    from = to;
  }
}
