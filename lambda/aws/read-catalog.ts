import { fail, failure, ok, type Result } from '@stillpage/shared/errors.ts';
import { type Catalog, CHANGES_PAGE } from '../library/catalog/catalog.ts';
import {
  type CatalogLocation,
  type Generation,
  loadEngine,
  openGeneration,
} from '../library/catalog/lance.ts';
import { oneLine } from '../library/catalog/open-index.ts';
import { catchUpOverview, type Overview, readOverview } from '../library/catalog/overview.ts';
import { generationInUse } from '../library/catalog/pointer.ts';
import { findChanges, findLinks } from '../library/catalog/queries.ts';
import { suggestTags } from '../library/catalog/suggest.ts';
import type { Log } from '../library/log.ts';
import type { Store } from '../store/store.ts';

/** How long what is open is taken for the newest without asking, in milliseconds. */
const FRESH_MS = 1_000;

type Open = { readonly generation: Generation; readonly overview: Overview; readonly version: number };

/**
 * The query side of an index that another function writes: it follows the pointer and the table's newest state, and
 * writes nothing. While there is no index yet the library looks empty.
 */
export function createReadCatalog(store: Store, location: CatalogLocation, log: Log): Catalog {
  let current: Open | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<Result<Open | undefined>> | undefined;

  async function newest(): Promise<Result<Open | undefined>> {
    if (performance.now() - checkedAt < FRESH_MS) return ok(current);
    checking ??= check().finally(() => (checking = undefined));
    return await checking;
  }

  async function check(): Promise<Result<Open | undefined>> {
    const [lance, name] = await Promise.all([loadEngine(), generationInUse({ store })]);
    if (!lance.ok) return lance;
    if (!name.ok) return name;
    if (name.value === undefined) return ok(undefined);
    try {
      const same = current?.generation.name === name.value ? current : undefined;
      const generation = same?.generation ?? (await openGeneration(lance.value, location, name.value));
      if (same) await generation.table.checkoutLatest();
      const version = await generation.table.version();
      if (same?.version !== version) {
        const overview = same?.overview ?? (await readOverview(generation));
        if (same) await catchUpOverview(overview, generation);
        else current?.generation.close();
        current = { generation, overview, version };
      }
      checkedAt = performance.now();
      return ok(current);
    } catch (error) {
      current = undefined;
      log(`error: the index cannot be read: ${oneLine(error)}`);
      return fail('storage-unavailable', 'The search index cannot be read just now.');
    }
  }

  async function ask<T>(empty: T, query: (open: Open) => Promise<T>): Promise<Result<T>> {
    const open = await newest();
    if (!open.ok) return open;
    if (!open.value) return ok(empty);
    try {
      return ok(await query(open.value));
    } catch (error) {
      log(`error: a query failed: ${oneLine(error)}`);
      checkedAt = Number.NEGATIVE_INFINITY;
      current = undefined;
      return fail('storage-unavailable', 'The search index cannot be read just now.');
    }
  }

  return {
    async links(query) {
      const found = await ask({ links: [] }, ({ generation, overview }) =>
        findLinks(generation, overview, query),
      );
      if (!found.ok) return found;
      return found.value
        ? ok(found.value)
        : { ok: false, error: failure('invalid-request', 'before is not a page of ours.') };
    },
    tags: () => ask([], async ({ overview }) => overview.tags.list()),
    suggest: (query) => ask([], ({ generation, overview }) => suggestTags(generation, overview, query)),
    changes: (since) =>
      ask({ links: [], next: since ?? 'none.0', more: false }, async ({ generation, overview }) => {
        const [name, seq] = (since ?? '').split('.');
        const from = name === generation.name && /^\d{1,15}$/.test(seq ?? '') ? Number(seq) : 0;
        const { links, lastSeq, more } = await findChanges(generation, overview, from, CHANGES_PAGE);
        return { links, next: `${generation.name}.${lastSeq}`, more };
      }),
    // The bucket's notifications tell the function that writes the index.
    async poke() {},
    async made() {},
    async reindex() {
      return fail(
        'invalid-request',
        'Here the index function builds the index: invoke it with {"reindex":true}.',
      );
    },
    async close() {
      current?.generation.close();
      current = undefined;
    },
  };
}
