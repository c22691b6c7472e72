import type { Result } from '@stillpage/shared/errors.ts';
import type { ListedObject, Store } from './store.ts';

/** Everything under a prefix, in order of keys, a page at a time; a listing that fails is the last thing it yields. */
export async function* listPages(
  store: Pick<Store, 'list'>,
  prefix: string,
): AsyncGenerator<Result<readonly ListedObject[]>> {
  let after: string | undefined;
  do {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    if (!page.ok) return yield page;
    yield { ok: true, value: page.value.objects };
    after = page.value.next;
  } while (after !== undefined);
}
