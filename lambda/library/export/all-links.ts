import type { Result } from '@stillpage/shared/errors.ts';
import { isId } from '@stillpage/shared/ids.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { isTagUnder } from '@stillpage/shared/tags.ts';
import { listPages } from '../../store/list-pages.ts';
import type { Store } from '../../store/store.ts';
import { idOfKey, LINKS } from '../keys.ts';
import type { Records } from '../records.ts';

/** Records read at a time. */
const READERS = 16;

/**
 * Every link that is not in the trash, from the records themselves, in no order that means anything. With tags, those
 * that have them all or tags below them. A record that cannot be read is passed over. Ends with a failure when the
 * store fails.
 */
export async function* allLinks(
  { store, records }: { readonly store: Store; readonly records: Records },
  tags: readonly string[] = [],
): AsyncGenerator<Result<LinkRecord>> {
  for await (const page of listPages(store, LINKS)) {
    if (!page.ok) return yield page;
    const ids = page.value.map(({ key }) => idOfKey(key)).filter(isId);
    for (let at = 0; at < ids.length; at += READERS) {
      const read = await Promise.all(ids.slice(at, at + READERS).map((id) => records.links.read(id)));
      for (const link of read) {
        if (!link.ok || !link.value || link.value.deletedAt) continue;
        const { value } = link;
        if (tags.every((tag) => value.tags.some((each) => isTagUnder(each, tag)))) yield { ok: true, value };
      }
    }
  }
}
