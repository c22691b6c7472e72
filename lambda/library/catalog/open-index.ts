import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { Log } from '../log.ts';
import { rebuildIndex } from './build-index.ts';
import { type IndexSource, indexLinks, writeRecent } from './indexer.ts';
import {
  CATALOG_VERSION,
  type CatalogLocation,
  type Generation,
  loadEngine,
  openGeneration,
} from './lance.ts';
import { linkIds } from './listed-records.ts';
import { learnUnmerged, type Overview, readOverview } from './overview.ts';
import { readPointer, updatePointer } from './pointer.ts';

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

/** How far the building of an index has come, in links. */
export type BuildProgress = { readonly done: number; readonly of: number };
/** An index that is being built: it knows the links that were read so far. */
export type BuildingIndex = { readonly open: OpenIndex; readonly progress: BuildProgress };

export type IndexParts = {
  readonly source: IndexSource;
  readonly location: CatalogLocation;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Told again and again while an index is built. */
  readonly onBuilding?: (now: BuildingIndex) => void;
};

/** Opens the generation in use and indexes what it missed; builds a new one when it is missing, damaged or of another version. */
export async function openIndex(parts: IndexParts): Promise<Result<OpenIndex>> {
  const { source, location, log, signal } = parts;
  const lance = await loadEngine();
  if (!lance.ok) {
    log(`error: ${lance.error.message}`);
    return lance;
  }
  const stored = await readPointer(source);
  if (!stored.ok) return stored;
  const { pointer, etag } = stored.value;
  if (pointer?.version !== CATALOG_VERSION)
    return await rebuildIndex(parts, etag ? 'its pointer is of another version' : 'there is none yet');
  try {
    const generation = await openGeneration(lance.value, location, pointer.generation);
    const overview = await readOverview(generation);
    await learnUnmerged(overview, generation);
    // A clock that was set back gives records earlier times than what was indexed before them.
    const left = Math.min(pointer.closed ?? overview.indexed, Date.now());
    const since = left - (pointer.closed === undefined ? SWEEP_OVERLAP_MS : 0) - CLOCK_SLACK_MS;
    overview.lastSeq = Math.max(overview.lastSeq, pointer.reserved ?? 0);
    if (pointer.closed !== undefined) {
      await updatePointer(source, { ...pointer, closed: undefined });
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
  if (await updatePointer(source, { generation: generation.name, reserved })) overview.reserved = reserved;
}

/** Writes what is noted, and that nothing is pending, so that the next start has nothing to look for. */
export async function leaveIndex(
  source: IndexSource,
  { generation, overview }: OpenIndex,
  log: Log,
): Promise<void> {
  try {
    await writeRecent(generation, overview);
    await updatePointer(source, {
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
