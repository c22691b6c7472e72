import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { rebuildIndex } from './build-index.ts';
import {
  type BuildingIndex,
  type BuildProgress,
  type IndexParts,
  type OpenIndex,
  oneLine,
  openIndex,
} from './open-index.ts';

/** Queries wait this long for a whole index before a part of it answers them, in ms: that of a small library is built by then. */
const WHOLE_WAIT_MS = 1_000;

/** What queries are answered from: the whole index, or what has been read so far of one that is being built. */
export type AskedIndex = { readonly open: OpenIndex; readonly indexing?: BuildProgress };

/** The index of one library: opened at its first use, built anew when it is missing, damaged or of another version. */
export type HeldIndex = {
  /** The whole index, once it is there. */
  opened(): Promise<Result<OpenIndex>>;
  /** The whole index, or the one that is being built where that takes long. */
  askable(): Promise<Result<AskedIndex>>;
  /** What is being built while there is nothing else to ask. */
  building(): BuildingIndex | undefined;
  /** True while an index is built. */
  isBuilding(): boolean;
  /** Index writes happen one after the other. */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
  /** Puts a freshly built generation in the place of the open one; the old one answers until then, unless it is `damaged`. */
  replace(why: string, how?: { readonly damaged?: boolean }): Promise<Result<OpenIndex>>;
  /** Like {@link replace} for an index that a query failed on, unless somebody has replaced it since; resolves as {@link askable} does. */
  askAgain(failed: OpenIndex): Promise<Result<AskedIndex>>;
  /** Resolves when no write runs any more. */
  idle(): Promise<void>;
  /** The index, if it has been opened. */
  ended(): Promise<OpenIndex | undefined>;
};

/** `onOpened` is told of the index that was found; `onReplaced` of one that took the place of another. */
export function holdIndex(
  given: IndexParts,
  onOpened: (open: OpenIndex) => void,
  onReplaced: (before: OpenIndex) => Promise<void>,
): HeldIndex {
  const { log, signal } = given;
  let opening: Promise<Result<OpenIndex>> | undefined;
  let work: Promise<unknown> = Promise.resolve();
  let built: BuildingIndex | undefined;
  /** Nothing else can be asked: the index in use is damaged, or there is none. */
  let isAllThereIs = true;
  let firstBuilt = Promise.withResolvers<void>();
  let patience: NodeJS.Timeout | undefined;
  let isPatient = true;
  const tellFirst = () => {
    if (!isPatient && built && built.progress.done > 0) firstBuilt.resolve();
  };
  const parts: IndexParts = {
    ...given,
    onBuilding(now) {
      built = now;
      patience ??= setTimeout(() => {
        isPatient = false;
        tellFirst();
      }, WHOLE_WAIT_MS);
      tellFirst();
    },
  };
  const endBuilding = () => {
    clearTimeout(patience);
    patience = undefined;
    isPatient = true;
    built = undefined;
    isAllThereIs = false;
    firstBuilt = Promise.withResolvers();
  };

  async function open(): Promise<Result<OpenIndex>> {
    try {
      const found = await openIndex(parts);
      if (found.ok) onOpened(found.value);
      return found;
    } catch (error) {
      if (signal.aborted) return fail('storage-unavailable', 'The library is closing.');
      log(`error: the index cannot be opened: ${oneLine(error)}`);
      opening = undefined;
      return fail('storage-unavailable', 'The search index cannot be opened.');
    } finally {
      endBuilding();
    }
  }

  function opened(): Promise<Result<OpenIndex>> {
    if (opening) return opening;
    isAllThereIs = true;
    opening = open();
    return opening;
  }

  /** What is there first: the index, or enough of the one that is being built. */
  async function first(whole: Promise<Result<OpenIndex>>): Promise<Result<AskedIndex>> {
    const found = await Promise.race([whole, firstBuilt.promise]);
    if (found) return found.ok ? ok({ open: found.value }) : found;
    return built ? ok({ open: built.open, indexing: built.progress }) : await first(whole);
  }

  async function build(why: string): Promise<Result<OpenIndex>> {
    try {
      return await rebuildIndex(parts, why);
    } catch (error) {
      if (!signal.aborted) log(`error: the index could not be built: ${oneLine(error)}`);
      return fail('storage-unavailable', 'The search index could not be built.');
    }
  }

  async function replace(
    why: string,
    { damaged = false }: { damaged?: boolean } = {},
  ): Promise<Result<OpenIndex>> {
    // The opening of one that was missing builds it already.
    if (opening && built) return await opening;
    const old = opening;
    isAllThereIs = damaged || !old;
    const fresh = build(why);
    opening ??= fresh;
    try {
      const now = await fresh;
      if (!now.ok) {
        if (!old) opening = undefined;
        return now;
      }
      opening = fresh;
      const before = await old;
      if (before?.ok) {
        await onReplaced(before.value);
        before.value.generation.close();
      }
      return now;
    } finally {
      endBuilding();
    }
  }

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = work.then(task);
    work = turn.catch(() => undefined);
    return turn;
  }

  return {
    opened,
    async askable() {
      const whole = opened();
      return isAllThereIs
        ? await first(whole)
        : await whole.then((now) => (now.ok ? ok({ open: now.value }) : now));
    },
    building: () => (isAllThereIs ? built : undefined),
    isBuilding: () => built !== undefined,
    inTurn,
    replace,
    askAgain: (failed) =>
      first(
        inTurn(async () => {
          const now = await opened();
          return now.ok && now.value !== failed ? now : await replace('a query failed', { damaged: true });
        }),
      ),
    async idle() {
      await work;
    },
    async ended() {
      const now = await opening?.catch(() => undefined);
      opening = Promise.resolve(fail('storage-unavailable', 'The library is closed.'));
      return now?.ok ? now.value : undefined;
    },
  };
}
