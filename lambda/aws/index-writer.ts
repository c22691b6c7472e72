import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { rebuildIndex } from '../library/catalog/build-index.ts';
import { BATCH_MAX, type IndexSource, indexLinks } from '../library/catalog/indexer.ts';
import {
  type CatalogLocation,
  loadEngine,
  openGeneration,
  optimizeGeneration,
} from '../library/catalog/lance.ts';
import { linkIds } from '../library/catalog/listed-records.ts';
import { type OpenIndex, oneLine } from '../library/catalog/open-index.ts';
import { readOverview } from '../library/catalog/overview.ts';
import { generationInUse } from '../library/catalog/pointer.ts';
import type { Log } from '../library/log.ts';
import { INDEX_LEASE, type Lease, takeLease } from './lease.ts';

/** Longest one turn at the index may take, in milliseconds: the timeout of the functions that write it. */
export const TURN_MAX_MS = 300_000;
/** Writes after which the small pieces of the index are merged; the design's figures are in the catalog room. */
const OPTIMIZE_AFTER_COMMITS = 40;

export type IndexWriterParts = {
  readonly source: IndexSource;
  readonly location: CatalogLocation;
  /** Names this sandbox. */
  readonly owner: string;
  readonly log: Log;
};

/** Writes the index from a function: one writer at a time, whoever and wherever it is. */
export type IndexWriter = {
  /** Brings these links' rows to what their records say; `conflict` while another one writes: come again. */
  index(ids: readonly string[], signal: AbortSignal): Promise<Result<void>>;
  /** Indexes what was written since then, in ms since 1970, and optimizes when it is due. Resolves with the links looked at. */
  catchUp(since: number, signal: AbortSignal): Promise<Result<number>>;
  /** Builds the index anew; resolves with the number of links. */
  rebuild(signal: AbortSignal): Promise<Result<number>>;
};

export function createIndexWriter({ source, location, owner, log }: IndexWriterParts): IndexWriter {
  let open: OpenIndex | undefined;
  let lastTurn = -1;

  /** The index in use; opened anew when somebody else wrote it since our last turn. */
  async function opened(turn: number, signal: AbortSignal): Promise<Result<OpenIndex>> {
    const lance = await loadEngine();
    if (!lance.ok) return lance;
    const name = await generationInUse(source);
    if (!name.ok) return name;
    if (open && open.generation.name === name.value && lastTurn === turn - 1) return ok(open);
    open?.generation.close();
    open = undefined;
    if (name.value === undefined)
      return await rebuildIndex({ source, location, log, signal }, 'there is none that this version reads');
    const generation = await openGeneration(lance.value, location, name.value);
    return ok({ generation, overview: await readOverview(generation) });
  }

  /** One turn under the lease; a damaged index is built anew once, which also does what the turn was for. */
  async function turn<T>(
    signal: AbortSignal,
    work: (open: OpenIndex, lease: Lease) => Promise<{ value: T; commits: number }>,
    afterRebuild: (open: OpenIndex) => T,
  ): Promise<Result<T>> {
    const lease = await takeLease(source.store, INDEX_LEASE, owner, TURN_MAX_MS);
    if (!lease.ok) return lease;
    let commits = lease.value.commits;
    try {
      try {
        const ready = await opened(lease.value.turn, signal);
        if (!ready.ok) return ready;
        open = ready.value;
        lastTurn = lease.value.turn;
        const done = await work(open, lease.value);
        commits = done.commits;
        return ok(done.value);
      } catch (error) {
        signal.throwIfAborted();
        log(`error: the index could not be written: ${oneLine(error)}`);
        const fresh = await rebuildIndex({ source, location, log, signal }, 'a write failed');
        if (!fresh.ok) return fresh;
        open = fresh.value;
        lastTurn = lease.value.turn;
        commits = 0;
        return ok(afterRebuild(fresh.value));
      }
    } catch (error) {
      open = undefined;
      return fail('storage-unavailable', `The index cannot be written: ${oneLine(error)}`);
    } finally {
      await lease.value.release(commits);
    }
  }

  async function write({ generation, overview }: OpenIndex, ids: readonly string[], signal: AbortSignal) {
    for (let first = 0; first < ids.length; first += BATCH_MAX)
      await indexLinks(source, generation, overview, ids.slice(first, first + BATCH_MAX), signal);
  }

  return {
    index: (ids, signal) =>
      turn<void>(
        signal,
        async (ready, { commits }) => {
          await write(ready, [...new Set(ids)], signal);
          return { value: undefined, commits: commits + 1 };
        },
        () => undefined,
      ),
    catchUp: (since, signal) =>
      turn(
        signal,
        async (ready, { commits }) => {
          let seen = 0;
          for await (const batch of linkIds(source, since)) {
            await write(ready, batch, signal);
            seen += batch.length;
          }
          if (commits < OPTIMIZE_AFTER_COMMITS) return { value: seen, commits };
          await optimizeGeneration(ready.generation);
          return { value: seen, commits: 0 };
        },
        ({ overview }) => overview.rows,
      ),
    rebuild: (signal) =>
      turn(
        signal,
        async () => {
          throw new Error('it was asked for');
        },
        ({ overview }) => overview.rows,
      ),
  };
}
