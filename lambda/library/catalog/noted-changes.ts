import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { Log } from '../log.ts';
import type { HeldIndex } from './held-index.ts';
import { BATCH_MAX, type IndexSource, noteLinks, removeLinks, writeRecent } from './indexer.ts';
import type { CatalogLocation } from './lance.ts';
import { type OpenIndex, oneLine, reserveSeqs } from './open-index.ts';
import { optimizeApart } from './optimize-apart.ts';

/** Longest a writer waits until its change is seen by queries, in ms; the change itself is durable long before. */
const VISIBLE_TIMEOUT_MS = 3_000;
/** Rows noted in memory before they are written, and the longest they wait for it, in ms: each writing is a file. */
const WRITE_AT_ROWS = 500;
/** Characters of text noted in memory before they are written: every search looks through them one by one. */
const WRITE_AT_CHARACTERS = 8_000_000;
const WRITE_AFTER_MS = 20_000;
/** Most rows that are noted while others are being written. */
const NOTED_MAX = 5_000;
/** Writings before the small pieces of the index are merged, and the quiet time before that begins, in ms. */
const OPTIMIZE_AFTER_COMMITS = 20;
const OPTIMIZE_QUIET_MS = 3_000;
/** Writings after which the pieces are merged without waiting for quiet: by then each query takes twice as long. */
const OPTIMIZE_AT_COMMITS = 60;

/** Brings changed links into the index: noted in memory at once, written to the table together, merged when it is quiet. */
export type NotedChanges = {
  /** Says that a link's records changed. Resolves when queries see it, or after 3 s. */
  poke(linkId: string): Promise<void>;
  /** Says that these links were made, with nothing but their records: like {@link poke}, without reading them again. */
  made(links: readonly LinkRecord[]): Promise<void>;
  /** Notes links again that were noted in an index which another one has replaced. */
  noteAgain(ids: readonly string[]): Promise<void>;
  /** Notes whatever is pending and plans no more. */
  settle(): Promise<void>;
  stop(): void;
};

type Pending = {
  readonly waiters: readonly (() => void)[];
  /** What was just written, where nobody has said since that there is more to read. */
  readonly made?: LinkRecord;
};

export function createNotedChanges(
  index: HeldIndex,
  {
    source,
    location,
    log,
    signal,
  }: {
    readonly source: IndexSource;
    readonly location: CatalogLocation;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): NotedChanges {
  const { inTurn, opened, replace } = index;
  const pending = new Map<string, Pending>();
  let busy = false;
  let drained: Promise<void> = Promise.resolve();
  let commits = 0;
  let writing = false;
  let writeTimer: NodeJS.Timeout | undefined;
  let quiet: NodeJS.Timeout | undefined;

  async function poke(linkId: string): Promise<void> {
    if (signal.aborted) return;
    const visible = new Promise<void>((resolve) =>
      pending.set(linkId, { waiters: [...(pending.get(linkId)?.waiters ?? []), resolve] }),
    );
    await orLate(visible, seenMeanwhile(linkId));
  }

  async function made(links: readonly LinkRecord[]): Promise<void> {
    if (signal.aborted) return;
    // What is being built reads them itself, and one that is pending has more to read than its record.
    const others = links.filter(({ id }) => index.building() || pending.has(id));
    const seen = links
      .filter((link) => !others.includes(link))
      .map((link) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        pending.set(link.id, { waiters: [resolve], made: link });
        return promise;
      });
    await Promise.all([orLate(Promise.all(seen)), ...others.map(({ id }) => poke(id))]);
  }

  /** Notes what is pending until a change is seen, or for as long as somebody may be kept waiting. */
  async function orLate(
    visible: Promise<unknown>,
    meanwhile: readonly Promise<unknown>[] = [],
  ): Promise<void> {
    if (!busy) drained = drain();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, VISIBLE_TIMEOUT_MS)));
    await Promise.race([visible, late, ...meanwhile]);
    clearTimeout(timer);
  }

  /** While the index is built, what queries see is a part of it: the change stays pending for the whole one. */
  function seenMeanwhile(linkId: string): Promise<unknown>[] {
    const building = index.building();
    if (!building) return [];
    return [noteLinks(source, building.open.overview, [linkId], signal).catch(() => undefined)];
  }

  /** Notes all pending links, batch after batch: what is poked while a batch runs makes the next one. */
  async function drain(): Promise<void> {
    busy = true;
    try {
      while (pending.size > 0 && !signal.aborted) await notePending();
    } finally {
      busy = false;
    }
  }

  async function notePending(): Promise<void> {
    const open = await opened();
    const batch = [...pending].slice(0, BATCH_MAX);
    for (const [id] of batch) pending.delete(id);
    const ids = batch.map(([id]) => id);
    const made = new Map(batch.flatMap(([id, { made }]) => (made ? [[id, made]] : [])));
    try {
      if (!open.ok) return;
      const { generation, overview } = open.value;
      await reserveSeqs(source, open.value, ids.length);
      const gone = await noteLinks(source, overview, ids, signal, made);
      // Replaced meanwhile: the fresh one may have been built before these records were written.
      if ((await opened()) !== open) await noteAgain(ids);
      if (gone.length > 0) await inTurn(() => removeLinks(source, generation, overview, gone));
      planWrite(overview);
      // More is coming than is written: whoever pokes waits for the disk.
      if (overview.recent.size > NOTED_MAX) await inTurn(writeNoted);
    } catch (error) {
      if (signal.aborted) return;
      log(`error: the index could not be written: ${oneLine(error)}`);
      await inTurn(() => replace('a write failed'));
    } finally {
      for (const [, { waiters }] of batch) for (const resolve of waiters) resolve();
    }
  }

  async function noteAgain(ids: readonly string[]): Promise<void> {
    commits = 0;
    const open = await opened();
    if (!open.ok) return;
    await reserveSeqs(source, open.value, ids.length);
    await noteLinks(source, open.value.overview, ids, signal);
    planWrite(open.value.overview);
  }

  function planWrite({ recent }: OpenIndex['overview']): void {
    if (signal.aborted || recent.size === 0) return;
    let characters = 0;
    for (const { words } of recent.values()) characters += words.length;
    if ((recent.size >= WRITE_AT_ROWS || characters >= WRITE_AT_CHARACTERS) && !writing) {
      writing = true;
      void inTurn(writeNoted).finally(() => (writing = false));
    }
    writeTimer ??= setTimeout(() => void inTurn(writeNoted), WRITE_AFTER_MS);
    writeTimer.unref();
  }

  async function writeNoted(): Promise<void> {
    clearTimeout(writeTimer);
    writeTimer = undefined;
    const open = await opened();
    if (!open.ok || open.value.overview.recent.size === 0) return;
    try {
      await writeRecent(open.value.generation, open.value.overview);
      commits += 1;
    } catch (error) {
      if (signal.aborted) return;
      log(`error: the index could not be written: ${oneLine(error)}`);
      await replace('a write failed');
    }
    if (commits >= OPTIMIZE_AT_COMMITS) await optimize();
    planOptimize();
  }

  function planOptimize(): void {
    clearTimeout(quiet);
    if (commits < OPTIMIZE_AFTER_COMMITS || signal.aborted) return;
    quiet = setTimeout(() => void inTurn(optimize), OPTIMIZE_QUIET_MS);
    quiet.unref();
  }

  async function optimize(): Promise<void> {
    const open = await opened();
    if (!open.ok || signal.aborted || commits === 0) return;
    commits = 0;
    try {
      const ended = await optimizeApart(open.value.generation, location, signal);
      // Rows have moved.
      const { overview } = open.value;
      overview.written += 1;
      if (ended) overview.unmerged.settle();
      else overview.unmerged.lose();
      if (!ended) log('warning: the index is merged another time: it took too long.');
    } catch (error) {
      if (signal.aborted) return;
      log(`error: the index could not be optimized: ${oneLine(error)}`);
      await replace('optimizing failed');
    }
  }

  return {
    poke,
    made,
    noteAgain,
    async settle() {
      while (!signal.aborted && (busy || pending.size > 0)) {
        if (!busy) drained = drain();
        await drained;
      }
    },
    stop() {
      clearTimeout(quiet);
      clearTimeout(writeTimer);
    },
  };
}
