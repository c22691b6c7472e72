import { randomBytes } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { fillLinks, type IndexSource, indexLinks } from './indexer.ts';
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
import { listRecords } from './listed-records.ts';
import type { IndexParts, OpenIndex } from './open-index.ts';
import { type Overview, readOverview } from './overview.ts';
import {
  forgetBuilding,
  noteBuilding,
  type Pointer,
  readBuilding,
  readPointer,
  swapPointer,
} from './pointer.ts';
import { createPreview } from './preview.ts';

/** Records written this long before a build began are read again when it goes on after a kill, in ms: clocks differ. */
const BEGUN_OVERLAP_MS = 10 * 60_000;
/** A build that was left longer ago than this, in ms, begins anew. */
const BUILDING_KEPT_MS = 7 * 86_400_000;

type Begun = { readonly generation: Generation; readonly overview: Overview; readonly begun: number };

/**
 * Builds a generation from the records, those written last first, beside the one in use, and puts it in its place. One
 * that was cut off goes on where it was.
 */
export async function rebuildIndex(parts: IndexParts, why: string): Promise<Result<OpenIndex>> {
  const { source, location, log, signal } = parts;
  const lance = await loadEngine();
  if (!lance.ok) return lance;
  const before = await readPointer(source);
  if (!before.ok) return before;
  const { generation, overview, begun } = await takeUp(source, location, lance.value, before.value.pointer);
  const preview = createPreview({ generation, overview });
  parts.onBuilding?.({ open: preview.open, progress: { done: 0, of: 0 } });
  const isNew = overview.rows === 0;
  const fill = (ids: readonly string[]) =>
    fillLinks(
      source,
      generation,
      overview,
      ids.filter((id) => !overview.roster.has(id)),
      signal,
      preview.take,
    );
  // A million records are listed for a minute: lists have something to show before.
  const records = await listRecords(source, async (newest, listed) => {
    signal.throwIfAborted();
    await fill(newest);
    parts.onBuilding?.({ open: preview.open, progress: { done: newest.length, of: listed } });
  });
  const changedSince = Math.min(begun, Date.now()) - BEGUN_OVERLAP_MS;
  let done = 0;
  for (const batch of records.newestFirst()) {
    signal.throwIfAborted();
    const maybeChanged = isNew
      ? []
      : batch.filter(({ id, modified }) => modified >= changedSince && overview.roster.has(id));
    await indexLinks(
      source,
      generation,
      overview,
      maybeChanged.map(({ id }) => id),
      signal,
    );
    await fill(batch.map(({ id }) => id));
    done += batch.length;
    parts.onBuilding?.({ open: preview.open, progress: { done, of: records.count } });
  }
  overview.roster.settle();
  // Two that built at once, over a store that nobody has for himself, have each written every row.
  if ((await generation.table.countRows()) > overview.rows) {
    await forgetBuilding(source);
    throw new Error('another process built the same index');
  }
  // Each batch is a file that every query opens; before there are indexes they are cheaply made one.
  await optimizeGeneration(generation, 0);
  signal.throwIfAborted();
  await indexGeneration(generation);
  const swapped = await swapPointer(source, { generation: generation.name }, before.value.etag);
  if (!swapped.ok) return swapped;
  await forgetBuilding(source);
  if (overview.rows > 1 || before.value.etag)
    log(`index built anew over ${overview.rows} links, because ${why}`);
  const old = before.value.pointer;
  if (old && old.generation !== generation.name) await dropGeneration(lance.value, location, old.generation);
  overview.listed.clear();
  overview.unmerged.settle();
  return ok({ generation, overview });
}

/** The generation that a build before was cut off over, or a new one. */
async function takeUp(
  source: IndexSource,
  location: CatalogLocation,
  lance: Generation['lance'],
  inUse: Pointer | undefined,
): Promise<Begun> {
  const left = await readBuilding(source);
  // One that was ended before it could say so is in use.
  if (left && left.generation !== inUse?.generation) {
    const isGood = left.version === CATALOG_VERSION && Date.now() - left.begun < BUILDING_KEPT_MS;
    try {
      if (isGood) {
        const generation = await openGeneration(lance, location, left.generation);
        return { generation, overview: await readOverview(generation), begun: left.begun };
      }
    } catch {
      // Torn by the kill: what follows begins anew.
    }
    await dropGeneration(lance, location, left.generation);
  }
  const begun = Date.now();
  const name = `g${begun.toString(36)}${randomBytes(4).toString('hex')}`;
  await noteBuilding(source, { version: CATALOG_VERSION, generation: name, begun });
  const generation = await createGeneration(lance, location, name);
  return { generation, overview: await readOverview(generation), begun };
}

async function dropGeneration(
  lance: Generation['lance'],
  location: CatalogLocation,
  name: string,
): Promise<void> {
  try {
    const generation = await openGeneration(lance, location, name);
    await generation.drop();
    generation.close();
  } catch {
    // Damaged or gone: nothing of it is in use, so what is left of it only takes room.
  }
}
