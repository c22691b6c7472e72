import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinksQuery, TagCount } from '@stillpage/shared/schemas/link.ts';
import type { SuggestedTag, SuggestQuery } from '@stillpage/shared/schemas/suggest.ts';
import type { Log } from '../log.ts';
import { BATCH_MAX, type IndexSource, noteLinks, removeLinks, writeRecent } from './indexer.ts';
import type { CatalogLocation } from './lance.ts';
import {
  leaveIndex,
  linkIds,
  type OpenIndex,
  oneLine,
  openIndex,
  rebuildIndex,
  reserveSeqs,
} from './open-index.ts';
import { optimizeApart } from './optimize-apart.ts';
import { type Found, findChanges, findLinks } from './queries.ts';
import type { ListedLink } from './row.ts';
import { suggestTags } from './suggest.ts';

/** Rows of one answer of the change feed. */
export const CHANGES_PAGE = 500;
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
/** The records are looked through this long after a start that nothing is known to be missed at, in ms. */
const SWEEP_DELAY_MS = 2_000;

export type Catalog = {
  /** `invalid-request` for a `before` that is none of ours. */
  links(query: LinksQuery): Promise<Result<Found>>;
  tags(): Promise<Result<TagCount[]>>;
  /** Tags for a page from its nearest ones, best first. */
  suggest(query: SuggestQuery): Promise<Result<SuggestedTag[]>>;
  /** `since` is a `next` of before; one of another index starts from the beginning. */
  changes(since: string | undefined): Promise<Result<{ links: ListedLink[]; next: string; more: boolean }>>;
  /** Says that a link's records changed. Resolves when queries see it, or after 3 s. */
  poke(linkId: string): Promise<void>;
  /** Builds the index anew from the records, beside the old one; resolves with the number of links. */
  reindex(): Promise<Result<number>>;
  close(): Promise<void>;
};

/** The query side over the records: opened at the first use, rebuilt whenever it is missing, damaged or of another version. */
export function createCatalog(source: IndexSource, location: CatalogLocation, log: Log): Catalog {
  const pending = new Map<string, (() => void)[]>();
  const stop = new AbortController();
  const parts = { source, location, log, signal: stop.signal };
  let opening: Promise<Result<OpenIndex>> | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let busy = false;
  let drained: Promise<void> = Promise.resolve();
  let commits = 0;
  let writing = false;
  let writeTimer: NodeJS.Timeout | undefined;
  let quiet: NodeJS.Timeout | undefined;

  /** Index writes happen one after the other. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = work.then(task);
    work = turn.catch(() => undefined);
    return turn;
  }

  function opened(): Promise<Result<OpenIndex>> {
    opening ??= openIndex(parts).then(sweepLater, (error: unknown) => {
      if (stop.signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`error: the index cannot be opened: ${oneLine(error)}`);
      opening = undefined;
      return fail('storage-unavailable', 'The search index cannot be opened.');
    });
    return opening;
  }

  function sweepLater(open: Result<OpenIndex>): Result<OpenIndex> {
    const since = open.ok ? open.value.unsweptSince : undefined;
    if (since === undefined) return open;
    const timer = setTimeout(() => {
      sweep(since).catch((error: unknown) => {
        if (!stop.signal.aborted) log(`warning: the records could not be looked through: ${oneLine(error)}`);
      });
    }, SWEEP_DELAY_MS);
    timer.unref();
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
    return open;
  }

  async function sweep(since: number): Promise<void> {
    for await (const ids of linkIds(source, since)) {
      if (stop.signal.aborted) return;
      await Promise.all(ids.map(poke));
    }
  }

  async function poke(linkId: string): Promise<void> {
    if (stop.signal.aborted) return;
    const visible = new Promise<void>((resolve) =>
      pending.set(linkId, [...(pending.get(linkId) ?? []), resolve]),
    );
    if (!busy) drained = drain();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, VISIBLE_TIMEOUT_MS)));
    await Promise.race([visible, late]);
    clearTimeout(timer);
  }

  /** Notes all pending links, batch after batch: what is poked while a batch runs makes the next one. */
  async function drain(): Promise<void> {
    busy = true;
    try {
      while (pending.size > 0 && !stop.signal.aborted) await notePending();
    } finally {
      busy = false;
    }
  }

  async function notePending(): Promise<void> {
    const batch: [string, (() => void)[]][] = [];
    for (const entry of pending) {
      batch.push(entry);
      pending.delete(entry[0]);
      if (batch.length === BATCH_MAX) break;
    }
    const ids = batch.map(([id]) => id);
    try {
      const open = await opened();
      if (!open.ok) return;
      const { generation, overview } = open.value;
      await reserveSeqs(source, open.value, ids.length);
      const gone = await noteLinks(source, overview, ids, stop.signal);
      // Replaced meanwhile: the fresh one may have been built before these records were written.
      if ((await opening) !== open) await noteAgain(ids);
      if (gone.length > 0) await inTurn(() => removeLinks(source, generation, overview, gone));
      planWrite(overview);
      // More is coming than is written: whoever pokes waits for the disk.
      if (overview.recent.size > NOTED_MAX) await inTurn(writeNoted);
    } catch (error) {
      if (stop.signal.aborted) return;
      log(`error: the index could not be written: ${oneLine(error)}`);
      await inTurn(() => replace('a write failed'));
    } finally {
      for (const [, waiters] of batch) for (const resolve of waiters) resolve();
    }
  }

  async function noteAgain(ids: readonly string[]): Promise<void> {
    const open = await opened();
    if (!open.ok) return;
    await reserveSeqs(source, open.value, ids.length);
    await noteLinks(source, open.value.overview, ids, stop.signal);
    planWrite(open.value.overview);
  }

  function planWrite({ recent }: OpenIndex['overview']): void {
    if (stop.signal.aborted || recent.size === 0) return;
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
      if (stop.signal.aborted) return;
      log(`error: the index could not be written: ${oneLine(error)}`);
      await replace('a write failed');
    }
    if (commits >= OPTIMIZE_AT_COMMITS) await optimize();
    planOptimize();
  }

  function planOptimize(): void {
    clearTimeout(quiet);
    if (commits < OPTIMIZE_AFTER_COMMITS || stop.signal.aborted) return;
    quiet = setTimeout(() => void inTurn(optimize), OPTIMIZE_QUIET_MS);
    quiet.unref();
  }

  async function optimize(): Promise<void> {
    const open = await opened();
    if (!open.ok || stop.signal.aborted || commits === 0) return;
    commits = 0;
    try {
      const ended = await optimizeApart(open.value.generation, location, stop.signal);
      // Rows have moved.
      open.value.overview.written += 1;
      if (!ended) log('warning: the index is merged another time: it took too long.');
    } catch (error) {
      if (stop.signal.aborted) return;
      log(`error: the index could not be optimized: ${oneLine(error)}`);
      await replace('optimizing failed');
    }
  }

  /** Puts a freshly built generation in the place of the open one; the old one answers until then. */
  async function replace(why: string): Promise<Result<OpenIndex>> {
    const old = opening;
    try {
      const fresh = await rebuildIndex(parts, why);
      if (!fresh.ok) return fresh;
      opening = Promise.resolve(fresh);
      const before = await old;
      if (before?.ok) {
        await noteAgain([...before.value.overview.recent.keys()]);
        before.value.generation.close();
      }
      commits = 0;
      return fresh;
    } catch (error) {
      if (!stop.signal.aborted) log(`error: the index could not be built: ${oneLine(error)}`);
      return fail('storage-unavailable', 'The search index could not be built.');
    }
  }

  /** Runs a query; when the index turns out to be damaged it is built anew once and asked again. */
  async function ask<T>(query: (open: OpenIndex) => Promise<T>): Promise<Result<T>> {
    const open = await opened();
    if (!open.ok) return open;
    try {
      return ok(await query(open.value));
    } catch (error) {
      if (stop.signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`warning: a query failed: ${oneLine(error)}`);
      const fresh = await inTurn(async () => {
        const now = await opened();
        return now.ok && now.value !== open.value ? now : await replace('a query failed');
      });
      return fresh.ok ? ok(await query(fresh.value)) : fresh;
    }
  }

  return {
    async links(query) {
      const found = await ask(({ generation, overview }) => findLinks(generation, overview, query));
      if (!found.ok) return found;
      return found.value
        ? ok(found.value)
        : { ok: false, error: failure('invalid-request', 'before is not a page of ours.') };
    },
    tags: () => ask(async ({ overview }) => overview.tags.list()),
    suggest: (query) => ask(({ generation, overview }) => suggestTags(generation, overview, query)),
    changes: (since) =>
      ask(async ({ generation, overview }) => {
        const [name, seq] = (since ?? '').split('.');
        const from = name === generation.name && /^\d{1,15}$/.test(seq ?? '') ? Number(seq) : 0;
        const { links, lastSeq, more } = await findChanges(generation, overview, from, CHANGES_PAGE);
        return { links, next: `${generation.name}.${lastSeq}`, more };
      }),
    poke,
    reindex: () =>
      inTurn(async () => {
        const fresh = await replace('it was asked for');
        return fresh.ok ? ok(fresh.value.overview.rows) : fresh;
      }),
    async close() {
      clearTimeout(quiet);
      clearTimeout(writeTimer);
      while (busy || pending.size > 0) {
        if (!busy) drained = drain();
        await drained;
      }
      stop.abort();
      await work;
      const open = await opening?.catch(() => undefined);
      if (open?.ok) await leaveIndex(source, open.value, log);
      opening = Promise.resolve(fail('storage-unavailable', 'The library is closed.'));
    },
  };
}
