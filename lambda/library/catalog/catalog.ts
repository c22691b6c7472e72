import { setTimeout as sleep } from 'node:timers/promises';
import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkRecord, LinksQuery, TagCount } from '@stillpage/shared/schemas/link.ts';
import type { SuggestedTag, SuggestQuery } from '@stillpage/shared/schemas/suggest.ts';
import type { Log } from '../log.ts';
import { type AskedIndex, type HeldIndex, holdIndex } from './held-index.ts';
import type { IndexSource } from './indexer.ts';
import type { CatalogLocation } from './lance.ts';
import { linkIds } from './listed-records.ts';
import { createNotedChanges, type NotedChanges } from './noted-changes.ts';
import { type BuildProgress, leaveIndex, type OpenIndex, oneLine } from './open-index.ts';
import { type Found, findChanges, findLinks } from './queries.ts';
import type { ListedLink } from './row.ts';
import { suggestTags } from './suggest.ts';

/** Rows of one answer of the change feed. */
export const CHANGES_PAGE = 500;
/** The records are looked through this long after a start that nothing is known to be missed at, in ms. */
const SWEEP_DELAY_MS = 2_000;
/** Longest that closing waits for an index that is being built, in ms: the next start goes on with it. */
const BUILDING_WAIT_MS = 2_000;

export type Catalog = {
  /** `invalid-request` for a `before` that is none of ours. With `indexing` while only a part of the links is known. */
  links(query: LinksQuery): Promise<Result<Found & { indexing?: BuildProgress }>>;
  tags(): Promise<Result<TagCount[]>>;
  /** Tags for a page from its nearest ones, best first. */
  suggest(query: SuggestQuery): Promise<Result<SuggestedTag[]>>;
  /** `since` is a `next` of before; one of another index starts from the beginning. */
  changes(since: string | undefined): Promise<Result<{ links: ListedLink[]; next: string; more: boolean }>>;
  /** Says that a link's records changed. Resolves when queries see it, or after 3 s. */
  poke(linkId: string): Promise<void>;
  /** Says that these links were made, with nothing but their records: like {@link poke}, without reading them again. */
  made(links: readonly LinkRecord[]): Promise<void>;
  /** Builds the index anew from the records, beside the old one; resolves with the number of links. */
  reindex(): Promise<Result<number>>;
  close(): Promise<void>;
};

/** The query side over the records: opened at the first use, rebuilt whenever it is missing, damaged or of another version. */
export function createCatalog(source: IndexSource, location: CatalogLocation, log: Log): Catalog {
  const stop = new AbortController();
  const { signal } = stop;
  const parts = { source, location, log, signal };
  const index: HeldIndex = holdIndex(parts, sweepLater, async ({ overview }) =>
    changes.noteAgain([...overview.recent.keys()]),
  );
  const changes: NotedChanges = createNotedChanges(index, parts);

  function sweepLater({ unsweptSince: since }: OpenIndex): void {
    if (since === undefined) return;
    const timer = setTimeout(() => {
      sweep(since).catch((error: unknown) => {
        if (!signal.aborted) log(`warning: the records could not be looked through: ${oneLine(error)}`);
      });
    }, SWEEP_DELAY_MS);
    timer.unref();
    signal.addEventListener('abort', () => clearTimeout(timer));
  }

  async function sweep(since: number): Promise<void> {
    for await (const ids of linkIds(source, since)) {
      if (signal.aborted) return;
      await Promise.all(ids.map(changes.poke));
    }
  }

  /** Runs a query; when the index turns out to be damaged it is built anew once and asked again. */
  async function ask<T>(query: (asked: AskedIndex) => Promise<T>): Promise<Result<T>> {
    const asked = await index.askable();
    if (!asked.ok) return asked;
    try {
      return ok(await query(asked.value));
    } catch (error) {
      if (signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`warning: a query failed: ${oneLine(error)}`);
      if (asked.value.indexing) return fail('storage-unavailable', 'The search index is being built.');
      const fresh = await index.askAgain(asked.value.open);
      return fresh.ok ? ok(await query(fresh.value)) : fresh;
    }
  }

  return {
    async links(query) {
      const found = await ask(async ({ open, indexing }) => {
        const page = await findLinks(open.generation, open.overview, query);
        return page && { ...page, ...(indexing ? { indexing } : {}) };
      });
      if (!found.ok) return found;
      return found.value
        ? ok(found.value)
        : { ok: false, error: failure('invalid-request', 'before is not a page of ours.') };
    },
    tags: () => ask(async ({ open }) => open.overview.tags.list()),
    suggest: (query) => ask(({ open }) => suggestTags(open.generation, open.overview, query)),
    changes: (since) =>
      ask(async ({ open: { generation, overview }, indexing }) => {
        // All of it comes once the index is there: until then nothing has changed for whoever follows.
        if (indexing) return { links: [], next: since ?? `${generation.name}.0`, more: false };
        const [name, seq] = (since ?? '').split('.');
        const from = name === generation.name && /^\d{1,15}$/.test(seq ?? '') ? Number(seq) : 0;
        const { links, lastSeq, more } = await findChanges(generation, overview, from, CHANGES_PAGE);
        return { links, next: `${generation.name}.${lastSeq}`, more };
      }),
    poke: changes.poke,
    made: changes.made,
    reindex: () =>
      index.inTurn(async () => {
        const fresh = await index.replace('it was asked for');
        return fresh.ok ? ok(fresh.value.overview.rows) : fresh;
      }),
    async close() {
      changes.stop();
      const settled = changes.settle().then(() => true);
      while (
        !(await Promise.race([settled, sleep(BUILDING_WAIT_MS, false, { ref: false })])) &&
        !index.isBuilding()
      );
      stop.abort();
      const ended = index.idle().then(() => index.ended());
      const open = await (index.isBuilding()
        ? Promise.race([ended, sleep(BUILDING_WAIT_MS, undefined, { ref: false })])
        : ended);
      if (open) await leaveIndex(source, open, log);
    },
  };
}
