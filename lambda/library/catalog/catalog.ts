import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinksQuery, TagCount } from '@stillpage/shared/schemas/link.ts';
import type { SuggestedTag, SuggestQuery } from '@stillpage/shared/schemas/suggest.ts';
import type { Log } from '../log.ts';
import { BATCH_MAX, type IndexSource, indexLinks } from './indexer.ts';
import { type CatalogLocation, optimizeGeneration } from './lance.ts';
import { leaveIndex, type OpenIndex, oneLine, openIndex, rebuildIndex } from './open-index.ts';
import { type Found, findChanges, findLinks } from './queries.ts';
import type { ListedLink } from './row.ts';
import { suggestTags } from './suggest.ts';

/** Rows of one answer of the change feed. */
export const CHANGES_PAGE = 500;
/** Longest a writer waits until its change is seen by queries, in ms; the change itself is durable long before. */
const VISIBLE_TIMEOUT_MS = 3_000;
/** Writes to the index before its small pieces are merged, and the quiet time before that begins, in ms. */
const OPTIMIZE_AFTER_COMMITS = 40;
const OPTIMIZE_QUIET_MS = 3_000;
/** Writes after which the pieces are merged without waiting for quiet: by then each write takes twice as long. */
const OPTIMIZE_AT_COMMITS = 80;

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
  let commits = 0;
  let quiet: NodeJS.Timeout | undefined;

  /** Index writes happen one after the other. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = work.then(task);
    work = turn.catch(() => undefined);
    return turn;
  }

  function opened(): Promise<Result<OpenIndex>> {
    opening ??= openIndex(parts).catch((error: unknown) => {
      if (stop.signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`error: the index cannot be opened: ${oneLine(error)}`);
      opening = undefined;
      return fail('storage-unavailable', 'The search index cannot be opened.');
    });
    return opening;
  }

  /** Takes all pending links, batch after batch: what is poked while a batch runs makes the next one. */
  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      while (pending.size > 0 && !stop.signal.aborted) {
        await inTurn(indexPending);
        if (commits >= OPTIMIZE_AT_COMMITS) await inTurn(optimize);
      }
    } finally {
      busy = false;
    }
    planOptimize();
  }

  async function indexPending(): Promise<void> {
    const batch = [...pending].slice(0, BATCH_MAX);
    for (const [id] of batch) pending.delete(id);
    try {
      const open = await opened();
      if (open.ok) {
        const ids = batch.map(([id]) => id);
        await indexLinks(source, open.value.generation, open.value.overview, ids, stop.signal);
        commits += 1;
      }
    } catch (error) {
      if (stop.signal.aborted) return;
      log(`error: the index could not be written: ${oneLine(error)}`);
      await replace('a write failed');
    } finally {
      for (const [, waiters] of batch) for (const resolve of waiters) resolve();
    }
  }

  function planOptimize(): void {
    clearTimeout(quiet);
    if (commits < OPTIMIZE_AFTER_COMMITS || stop.signal.aborted) return;
    quiet = setTimeout(() => void inTurn(optimize), OPTIMIZE_QUIET_MS);
    quiet.unref();
  }

  async function optimize(): Promise<void> {
    const open = await opened();
    if (!open.ok || stop.signal.aborted) return;
    commits = 0;
    try {
      await optimizeGeneration(open.value.generation);
    } catch (error) {
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
      if (before?.ok) before.value.generation.close();
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
    async poke(linkId) {
      if (stop.signal.aborted) return;
      const visible = new Promise<void>((resolve) =>
        pending.set(linkId, [...(pending.get(linkId) ?? []), resolve]),
      );
      void drain();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, VISIBLE_TIMEOUT_MS)));
      await Promise.race([visible, late]);
      clearTimeout(timer);
    },
    reindex: () =>
      inTurn(async () => {
        const fresh = await replace('it was asked for');
        return fresh.ok ? ok(fresh.value.overview.rows) : fresh;
      }),
    async close() {
      clearTimeout(quiet);
      while (pending.size > 0) await inTurn(indexPending);
      stop.abort();
      await work;
      const open = await opening?.catch(() => undefined);
      if (open?.ok) await leaveIndex(source, open.value);
      opening = Promise.resolve(fail('storage-unavailable', 'The library is closed.'));
    },
  };
}
