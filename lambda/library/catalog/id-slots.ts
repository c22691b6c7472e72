/** Bytes of an id as it is held. */
export const ID_BYTES = 26;
const FIRST_CAPACITY = 1024;

/** Ids in the order of their coming, found again by a hash table of numbers: a Map of strings takes five times the room. */
export type IdSlots = {
  /** The slot of an id, undefined when it has none. */
  find(id: string): number | undefined;
  /** The slot of an id, a new one when it has none. */
  add(id: string): number;
  idAt(slot: number): string;
  /** Order of two slots by their ids. */
  compare(a: number, b: number): number;
  size(): number;
};

export function createIdSlots(): IdSlots {
  let bytes = Buffer.alloc(FIRST_CAPACITY * ID_BYTES);
  /** Slot + 1, or 0; at most half full. */
  let table = new Uint32Array(FIRST_CAPACITY * 2);
  let size = 0;
  const asked = Buffer.alloc(ID_BYTES);

  const bytesAt = (slot: number) => bytes.subarray(slot * ID_BYTES, (slot + 1) * ID_BYTES);
  /** Ids are letters and digits, whose lowest bits differ little: every bit of some of them is spread over the number. */
  const hashOf = (id: Buffer) => {
    let hash = Math.imul(id.readUInt32LE(0), 0x9e3779b1) ^ Math.imul(id.readUInt32LE(11), 0x85ebca6b);
    hash ^= Math.imul(id.readUInt32LE(22), 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return ((hash ^ (hash >>> 13)) >>> 0) % table.length;
  };

  /** Where an id is in the table, or where it would be put. */
  function placeOf(id: Buffer): number {
    for (let place = hashOf(id); ; place = (place + 1) % table.length) {
      const slot = table[place] ?? 0;
      if (slot === 0 || bytesAt(slot - 1).equals(id)) return place;
    }
  }

  function grow(): void {
    bytes = Buffer.concat([bytes], bytes.length * 2);
    table = new Uint32Array(table.length * 2);
    for (let slot = 0; slot < size; slot += 1) table[placeOf(bytesAt(slot))] = slot + 1;
  }

  return {
    find(id) {
      asked.write(id, 'latin1');
      const slot = table[placeOf(asked)] ?? 0;
      return slot === 0 ? undefined : slot - 1;
    },
    add(id) {
      if ((size + 1) * ID_BYTES > bytes.length) grow();
      asked.write(id, 'latin1');
      const place = placeOf(asked);
      const known = table[place] ?? 0;
      if (known > 0) return known - 1;
      asked.copy(bytes, size * ID_BYTES);
      size += 1;
      table[place] = size;
      return size - 1;
    },
    idAt: (slot) => bytes.toString('latin1', slot * ID_BYTES, (slot + 1) * ID_BYTES),
    compare: (a, b) => bytesAt(a).compare(bytesAt(b)),
    size: () => size,
  };
}
