/** Entries written together, and such batches at a time: as many as a folder has threads to make files, and one to be read. */
const BATCH_ENTRIES = 16;
const BATCHES_AT_ONCE = 5;

export type Batches<T> = {
  /** Waits while enough are being written. Throws what writing threw. */
  add(entry: T): Promise<void>;
  /** Entries that are not written yet. */
  size(): number;
  /** Writes what is left; resolves when all is written. */
  end(): Promise<void>;
};

/** Gives entries on in batches; those of one name are written in the order of their coming, never together. */
export function createBatches<T>(
  nameOf: (entry: T) => string,
  write: (batch: readonly T[]) => Promise<void>,
): Batches<T> {
  type Batch = ReadonlyMap<string, T>;
  let batch = new Map<string, T>();
  /** One that failed stays, so that whoever waits next is told. */
  const running = new Map<Promise<void>, Batch>();

  async function flush(): Promise<void> {
    if (batch.size === 0) return;
    const full = batch;
    batch = new Map();
    const turn = write([...full.values()]).then(() => void running.delete(turn));
    turn.catch(() => undefined);
    running.set(turn, full);
    if (running.size >= BATCHES_AT_ONCE) await Promise.race(running.keys());
  }

  return {
    async add(entry) {
      const name = nameOf(entry);
      if (batch.has(name)) await flush();
      for (const [turn, being] of running) if (being.has(name)) await turn;
      batch.set(name, entry);
      if (batch.size >= BATCH_ENTRIES) await flush();
    },
    size: () => [...running.values()].reduce((sum, { size }) => sum + size, batch.size),
    async end() {
      await flush();
      await Promise.all(running.keys());
    },
  };
}
