import { randomBytes } from 'node:crypto';
import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinksQuery, TagCount } from '@stillpage/shared/schemas/link.ts';
import { z } from 'zod';
import { CATALOG_POINTER, idOfKey, LINKS } from '../keys.ts';
import type { Log } from '../log.ts';
import { BATCH_MAX, type IndexSource, indexLinks } from './indexer.ts';
import {
  CATALOG_VERSION,
  type CatalogLocation,
  createGeneration,
  type Generation,
  indexGeneration,
  loadEngine,
  openGeneration,
  optimizeGeneration,
} from './lance.ts';
import { type Overview, readOverview } from './overview.ts';
import { type Found, findChanges, findLinks } from './queries.ts';
import type { ListedLink } from './row.ts';

/** Rows of one answer of the change feed. */
export const CHANGES_PAGE = 500;
/** Longest a writer waits until its change is seen by queries, in ms; the change itself is durable long before. */
const VISIBLE_TIMEOUT_MS = 3_000;
/** Records written this long before the newest row was indexed are looked at again after a start, in ms. */
const SWEEP_OVERLAP_MS = 10 * 60_000;
/** Writes to the index before its small pieces are merged, and the quiet time before that begins, in ms. */
const OPTIMIZE_AFTER_COMMITS = 40;
const OPTIMIZE_QUIET_MS = 3_000;

const pointerSchema = z.object({ version: z.number(), generation: z.string().regex(/^g[0-9a-z]{1,40}$/) });

export type Catalog = {
  /** `invalid-request` for a `before` that is none of ours. */
  links(query: LinksQuery): Promise<Result<Found>>;
  tags(): Promise<Result<TagCount[]>>;
  /** `since` is a `next` of before; one of another index starts from the beginning. */
  changes(since: string | undefined): Promise<Result<{ links: ListedLink[]; next: string; more: boolean }>>;
  /** Says that a link's records changed. Resolves when queries see it, or after 3 s. */
  poke(linkId: string): Promise<void>;
  /** Builds the index anew from the records, beside the old one; resolves with the number of links. */
  reindex(): Promise<Result<number>>;
  close(): Promise<void>;
};

type Open = { generation: Generation; overview: Overview };

/** The query side over the records: opened at the first use, rebuilt whenever it is missing, damaged or of another version. */
export function createCatalog(source: IndexSource, location: CatalogLocation, log: Log): Catalog {
  const pending = new Map<string, (() => void)[]>();
  const stop = new AbortController();
  let opening: Promise<Result<Open>> | undefined;
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

  function opened(): Promise<Result<Open>> {
    opening ??= openOrRebuild().catch((error: unknown) => {
      if (stop.signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`error: the index cannot be opened: ${oneLine(error)}`);
      opening = undefined;
      return fail('storage-unavailable', 'The search index cannot be opened.');
    });
    return opening;
  }

  async function openOrRebuild(): Promise<Result<Open>> {
    const lance = await loadEngine();
    if (!lance.ok) {
      log(`error: ${lance.error.message}`);
      return lance;
    }
    const pointer = await source.store.get(CATALOG_POINTER);
    if (!pointer.ok) return pointer;
    const current = pointer.value ? parsePointer(pointer.value.bytes) : undefined;
    if (!current)
      return await rebuild(pointer.value ? 'its pointer is of another version' : 'there is none yet');
    try {
      const generation = await openGeneration(lance.value, location, current);
      const overview = await readOverview(generation);
      const open = { generation, overview };
      await sweep(open);
      return ok(open);
    } catch (error) {
      stop.signal.throwIfAborted();
      return await rebuild(`it is damaged: ${oneLine(error)}`);
    }
  }

  /** Indexes what was written while nobody took notice: after a kill between record and index. */
  async function sweep({ generation, overview }: Open): Promise<void> {
    const since = overview.indexed - SWEEP_OVERLAP_MS;
    for await (const batch of linkIds(since))
      await indexLinks(source, generation, overview, batch, stop.signal);
  }

  async function* linkIds(modifiedSince: number): AsyncGenerator<string[]> {
    let after: string | undefined;
    let batch: string[] = [];
    do {
      const page = await source.store.list(LINKS, after === undefined ? {} : { after });
      if (!page.ok) throw new Error(page.error.message);
      for (const { key, modified } of page.value.objects) {
        if (modified >= modifiedSince) batch.push(idOfKey(key));
        if (batch.length === BATCH_MAX) {
          yield batch;
          batch = [];
        }
      }
      after = page.value.next;
    } while (after !== undefined);
    if (batch.length > 0) yield batch;
  }

  async function rebuild(why: string): Promise<Result<Open>> {
    const lance = await loadEngine();
    if (!lance.ok) return lance;
    const before = await source.store.get(CATALOG_POINTER);
    if (!before.ok) return before;
    const name = `g${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
    const generation = await createGeneration(lance.value, location, name);
    const overview = await readOverview(generation);
    for await (const batch of linkIds(0)) await indexLinks(source, generation, overview, batch, stop.signal);
    await indexGeneration(generation);
    const pointer = Buffer.from(`${JSON.stringify({ version: CATALOG_VERSION, generation: name })}\n`);
    const swapped = await source.store.put(
      CATALOG_POINTER,
      pointer,
      before.value ? { ifMatch: before.value.etag } : { ifAbsent: true },
    );
    if (!swapped.ok) return swapped;
    if (overview.rows > 1 || before.value)
      log(`index built anew over ${overview.rows} links, because ${why}`);
    const old = before.value && parsePointer(before.value.bytes, true);
    if (old) await dropGeneration(lance.value, old);
    return ok({ generation, overview });
  }

  async function dropGeneration(lance: Generation['lance'], name: string): Promise<void> {
    try {
      const generation = await openGeneration(lance, location, name);
      await generation.drop();
      generation.close();
    } catch {
      // Damaged or gone: nothing of it is in use, so what is left of it only takes room.
    }
  }

  /** Takes all pending links, batch after batch: what is poked while a batch runs makes the next one. */
  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    try {
      while (pending.size > 0 && !stop.signal.aborted) await inTurn(indexPending);
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
  async function replace(why: string): Promise<Result<Open>> {
    const old = opening;
    try {
      const fresh = await rebuild(why);
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
  async function ask<T>(query: (open: Open) => Promise<T>): Promise<Result<T>> {
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
      if (open?.ok) open.value.generation.close();
      opening = Promise.resolve(fail('storage-unavailable', 'The library is closed.'));
    },
  };
}

/** The generation a pointer names; undefined when it is of another version, unless any version will do. */
function parsePointer(bytes: Uint8Array, anyVersion = false): string | undefined {
  try {
    const pointer = pointerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return anyVersion || pointer.version === CATALOG_VERSION ? pointer.generation : undefined;
  } catch {
    return undefined;
  }
}

function oneLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
