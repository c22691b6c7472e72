import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { ListedObject, Store } from './store.ts';

/** Ranges of a long listing that are asked for at a time. */
const RANGES_AT_ONCE = 8;
/** What a key may go on with, in order; see `assertKey`. */
const FIRST_SIGNS = '0123456789abcdefghijklmnopqrstuvwxyz';
/** After every sign that a key may have. */
const PAST_ALL = '~';

/**
 * Everything under a prefix as fast as the store gives it, in no order; a listing that fails is the last thing it
 * yields. Where pages come one at a time over the network, several ranges of keys are asked for at once.
 */
export async function* listAll(
  store: Pick<Store, 'list' | 'listAll'>,
  prefix: string,
): AsyncGenerator<Result<readonly ListedObject[]>> {
  if (store.listAll) return yield* store.listAll(prefix);
  const first = await store.list(prefix);
  if (!first.ok) return yield first;
  yield ok(first.value.objects);
  const after = first.value.next;
  if (after === undefined) return;

  const sign = after.slice(prefix.length, prefix.length + 1);
  const ranges = [...FIRST_SIGNS]
    .filter((start) => start >= sign)
    .map((start) => ({
      after: start === sign ? after : `${prefix}${String.fromCharCode(start.charCodeAt(0) - 1)}${PAST_ALL}`,
      end: `${prefix}${start}${PAST_ALL}`,
    }));
  const running = new Map<number, Promise<{ index: number; page: IteratorResult<Result<ListedObject[]>> }>>();
  const listings = ranges.map(({ after: from, end }) => rangeOf(store, prefix, from, end));
  const step = (index: number) => {
    const listing = listings[index];
    if (listing)
      running.set(
        index,
        listing.next().then((page) => ({ index, page })),
      );
  };
  let begun = Math.min(RANGES_AT_ONCE, listings.length);
  for (let index = 0; index < begun; index += 1) step(index);
  while (running.size > 0) {
    const { index, page } = await Promise.race(running.values());
    running.delete(index);
    if (!page.done) {
      yield page.value;
      if (!page.value.ok) return;
      step(index);
    } else if (begun < listings.length) {
      step(begun);
      begun += 1;
    }
  }
}

async function* rangeOf(
  store: Pick<Store, 'list'>,
  prefix: string,
  from: string,
  end: string,
): AsyncGenerator<Result<ListedObject[]>> {
  let after: string | undefined = from;
  while (after !== undefined) {
    const page: Awaited<ReturnType<Store['list']>> = await store.list(prefix, { after });
    if (!page.ok) return yield page;
    const objects = page.value.objects.filter(({ key }) => key <= end);
    yield ok(objects);
    after = objects.length === page.value.objects.length ? page.value.next : undefined;
  }
}
