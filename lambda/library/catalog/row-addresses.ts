/** Rows of a piece of the table that are noted first. */
const FIRST_CAPACITY = 1024;
/** An address is the number of a piece of the table and the place of the row in it. */
const PIECE_BITS = 32n;
const PLACE_MASK = (1n << PIECE_BITS) - 1n;

/**
 * Which link each row of the table is of, by the row's address: four bytes a row. The engine gives an address with a
 * hit for nothing, and takes three times as long to read the link's id from the disk. An address never comes to name
 * another row: what is rewritten gets a new one, so nothing here is ever wrong, only unknown.
 */
export type RowAddresses = {
  note(address: bigint, slot: number): void;
  slotAt(address: bigint): number | undefined;
  /** The addresses of so many rows in the pieces made last; undefined when they do not make whole pieces. */
  newest(count: number): bigint[] | undefined;
  /** Rows there is room for: with those that are gone it grows. */
  capacity(): number;
  clear(): void;
};

export function createRowAddresses(): RowAddresses {
  /** Slot + 1, or 0, by place. */
  const pieces = new Map<number, Uint32Array>();
  return {
    note(address, slot) {
      const piece = Number(address >> PIECE_BITS);
      const place = Number(address & PLACE_MASK);
      let slots = pieces.get(piece) ?? new Uint32Array(FIRST_CAPACITY);
      if (place >= slots.length) {
        const larger = new Uint32Array(Math.max(place + 1, slots.length * 2));
        larger.set(slots);
        slots = larger;
      }
      slots[place] = slot + 1;
      pieces.set(piece, slots);
    },
    slotAt(address) {
      const slot = pieces.get(Number(address >> PIECE_BITS))?.[Number(address & PLACE_MASK)] ?? 0;
      return slot === 0 ? undefined : slot - 1;
    },
    newest(count) {
      const found: bigint[] = [];
      for (const [piece, slots] of [...pieces].sort(([a], [b]) => b - a)) {
        if (found.length >= count) break;
        slots.forEach((slot, place) => {
          if (slot > 0) found.push((BigInt(piece) << PIECE_BITS) | BigInt(place));
        });
      }
      return found.length === count ? found : undefined;
    },
    capacity() {
      let rows = 0;
      for (const slots of pieces.values()) rows += slots.length;
      return rows;
    },
    clear: () => pieces.clear(),
  };
}
