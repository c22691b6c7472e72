import { randomBytes } from 'node:crypto';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import { CATALOG_POINTER, idOfKey, LINKS } from '../keys.ts';
import type { Log } from '../log.ts';
import { BATCH_MAX, fillLinks, type IndexSource, indexLinks, writeRecent } from './indexer.ts';
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

/** Records written this long before the newest row was indexed are looked at again after a kill, in ms. */
const SWEEP_OVERLAP_MS = 10 * 60_000;
/** Clocks of a file system may lag behind ours by this much, in ms. */
const CLOCK_SLACK_MS = 2_000;
/** Places in the change feed set aside at once. */
const SEQS_RESERVED = 10_000;

/** An index generation with what is kept in memory about it. */
export type OpenIndex = {
  readonly generation: Generation;
  readonly overview: Overview;
  /** Records may have been written since then by something other than this program, in ms since 1970; not urgent. */
  readonly unsweptSince?: number;
};

export type IndexParts = {
  readonly source: IndexSource;
  readonly location: CatalogLocation;
  readonly log: Log;
  readonly signal: AbortSignal;
};

const pointerSchema = z.object({
  version: z.number(),
  generation: z.string().regex(/^g[0-9a-z]{1,40}$/),
  /** When the index was left with nothing pending, in ms since 1970. */
  closed: z.number().optional(),
  /** Places in the change feed that may have been given out, whether their rows were written or not. */
  reserved: z.number().optional(),
});
type Pointer = z.infer<typeof pointerSchema>;

/** Opens the generation in use and indexes what it missed; builds a new one when it is missing, damaged or of another version. */
export async function openIndex(parts: IndexParts): Promise<Result<OpenIndex>> {
  const { source, location, log, signal } = parts;
  const lance = await loadEngine();
  if (!lance.ok) {
    log(`error: ${lance.error.message}`);
    return lance;
  }
  const stored = await source.store.get(CATALOG_POINTER);
  if (!stored.ok) return stored;
  const pointer = stored.value && parsePointer(stored.value.bytes);
  if (pointer?.version !== CATALOG_VERSION)
    return await rebuildIndex(
      parts,
      stored.value ? 'its pointer is of another version' : 'there is none yet',
    );
  try {
    const generation = await openGeneration(lance.value, location, pointer.generation);
    const overview = await readOverview(generation);
    const since = (pointer.closed ?? overview.indexed - SWEEP_OVERLAP_MS) - CLOCK_SLACK_MS;
    overview.lastSeq = Math.max(overview.lastSeq, pointer.reserved ?? 0);
    if (pointer.closed !== undefined) {
      await writePointer(source, { ...pointer, closed: undefined });
      return ok({ generation, overview, unsweptSince: since });
    }
    // After a kill what was acknowledged must be found at once.
    for await (const batch of linkIds(source, since))
      await indexLinks(source, generation, overview, batch, signal);
    return ok({ generation, overview });
  } catch (error) {
    signal.throwIfAborted();
    return await rebuildIndex(parts, `it is damaged: ${oneLine(error)}`);
  }
}

/** Builds a generation from the records, beside the one in use, and puts it in its place. */
export async function rebuildIndex(parts: IndexParts, why: string): Promise<Result<OpenIndex>> {
  const { source, location, log, signal } = parts;
  const lance = await loadEngine();
  if (!lance.ok) return lance;
  const before = await source.store.get(CATALOG_POINTER);
  if (!before.ok) return before;
  const name = `g${Date.now().toString(36)}${randomBytes(4).toString('hex')}`;
  const generation = await createGeneration(lance.value, location, name);
  const overview = await readOverview(generation);
  for await (const batch of linkIds(source, 0)) await fillLinks(source, generation, overview, batch, signal);
  overview.roster.settle();
  // Each batch is a file that every query opens; before there are indexes they are cheaply made one.
  await optimizeGeneration(generation, 0);
  await indexGeneration(generation);
  const swapped = await source.store.put(
    CATALOG_POINTER,
    pointerBytes({ version: CATALOG_VERSION, generation: name }),
    before.value ? { ifMatch: before.value.etag } : { ifAbsent: true },
  );
  if (!swapped.ok) return swapped;
  if (overview.rows > 1 || before.value) log(`index built anew over ${overview.rows} links, because ${why}`);
  const old = before.value && parsePointer(before.value.bytes);
  if (old) await dropGeneration(lance.value, location, old.generation);
  return ok({ generation, overview });
}

/**
 * Makes sure that so many more places in the change feed are never given out again: rows that a kill loses get later
 * ones, so that nobody's `next` is ahead of them.
 */
export async function reserveSeqs(
  source: IndexSource,
  { generation, overview }: OpenIndex,
  count: number,
): Promise<void> {
  const needed = overview.lastSeq + count;
  if (needed <= overview.reserved) return;
  const reserved = needed + SEQS_RESERVED;
  // On a full disk it is tried again with the next change.
  if (await writePointer(source, { version: CATALOG_VERSION, generation: generation.name, reserved }))
    overview.reserved = reserved;
}

/** Writes what is noted, and that nothing is pending, so that the next start has nothing to look for. */
export async function leaveIndex(
  source: IndexSource,
  { generation, overview }: OpenIndex,
  log: Log,
): Promise<void> {
  try {
    await writeRecent(generation, overview);
    await writePointer(source, {
      version: CATALOG_VERSION,
      generation: generation.name,
      closed: Date.now(),
      reserved: overview.lastSeq,
    });
  } catch (error) {
    log(`warning: the index is looked through at the next start: ${oneLine(error)}`);
  }
  generation.close();
}

/** What an error says, on one line of the log. */
export function oneLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

/** Ids of the links whose records were written since then, in batches. */
export async function* linkIds({ store }: IndexSource, modifiedSince: number): AsyncGenerator<string[]> {
  let after: string | undefined;
  let batch: string[] = [];
  do {
    const page = await store.list(LINKS, after === undefined ? {} : { after });
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

/** Changes the pointer of the generation in use; one that another process swapped meanwhile stays. False when it is not written. */
async function writePointer({ store }: IndexSource, pointer: Pointer): Promise<boolean> {
  const stored = await store.get(CATALOG_POINTER);
  if (!stored.ok || !stored.value) return false;
  if (parsePointer(stored.value.bytes)?.generation !== pointer.generation) return false;
  const written = await store.put(CATALOG_POINTER, pointerBytes(pointer), { ifMatch: stored.value.etag });
  return written.ok;
}

/** Name of the generation in use; undefined when there is none that this version can read. */
export async function generationInUse({
  store,
}: Pick<IndexSource, 'store'>): Promise<Result<string | undefined>> {
  const stored = await store.get(CATALOG_POINTER);
  if (!stored.ok) return stored;
  const pointer = stored.value && parsePointer(stored.value.bytes);
  return ok(pointer?.version === CATALOG_VERSION ? pointer.generation : undefined);
}

function pointerBytes(pointer: Pointer): Uint8Array {
  return Buffer.from(`${JSON.stringify(pointer)}\n`);
}

function parsePointer(bytes: Uint8Array): Pointer | undefined {
  try {
    return pointerSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
