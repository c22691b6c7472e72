import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { isTagUnder } from '@stillpage/shared/tags.ts';
import type { Store } from '../store/store.ts';
import type { Catalog } from './catalog/catalog.ts';
import { renaming, retagging, trashing } from './link-changes.ts';
import type { Records } from './records.ts';
import { noteTrashed } from './trash.ts';

/** What a bulk edit does to each link; `failed` names those it could not be done to. */
export type BulkChange = {
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly delete?: boolean;
};
export type BulkAnswer = {
  readonly changed: number;
  readonly failed: { id: string; code: string; message: string }[];
};

export type ManyParts = {
  readonly store: Store;
  readonly records: Records;
  readonly catalog: Pick<Catalog, 'links' | 'poke'>;
};

/** Links of one listing that a rename works through at a time. */
const RENAME_PAGE = 200;

/** Does the same to many links, one after the other; a link that cannot be changed hinders no other. */
export async function changeMany(
  { store, records, catalog }: ManyParts,
  ids: readonly string[],
  { addTags = [], removeTags = [], delete: trash = false }: BulkChange,
): Promise<Result<BulkAnswer>> {
  const change = retagging(addTags, removeTags);
  if (!change.ok) return change;
  const failed: BulkAnswer['failed'] = [];
  const pokes: Promise<void>[] = [];
  for (const id of new Set(ids)) {
    const noted = trash ? await noteTrashed(store, id) : ok(undefined);
    if (!noted.ok) return noted;
    const written = await records.links.update(id, (link) => {
      if (!link || link.purgedAt) return fail('not-found', 'There is no such link.');
      const tagged = change.value(link);
      return tagged.ok && trash ? trashing(tagged.value) : tagged;
    });
    if (written.ok) pokes.push(catalog.poke(id));
    else failed.push({ id, code: written.error.code, message: written.error.message });
  }
  await Promise.all(pokes);
  return ok({ changed: pokes.length, failed });
}

/** Renames a tag, and those under it, on every link; resolves with the number of links changed. */
export async function renameEverywhere(
  { records, catalog }: ManyParts,
  from: string,
  to: string,
): Promise<Result<number>> {
  const change = renaming(from, to);
  if (!change.ok) return change;
  const query = { q: undefined, tag: [from], status: undefined, limit: RENAME_PAGE };
  let changed = 0;
  let before: string | undefined;
  do {
    const page = await catalog.links({ ...query, before });
    if (!page.ok) return page;
    if (page.value.indexing)
      return fail(
        'storage-unavailable',
        'The index is being built: not every link with this tag is known yet.',
      );
    const pokes: Promise<void>[] = [];
    for (const { id, tags } of page.value.links) {
      if (!tags.some((tag) => isTagUnder(tag, from))) continue;
      const written = await records.links.update(id, (link) =>
        link ? change.value(link) : fail('not-found'),
      );
      if (!written.ok) return written;
      pokes.push(catalog.poke(id));
      changed += 1;
    }
    await Promise.all(pokes);
    before = page.value.next;
  } while (before !== undefined);
  return ok(changed);
}
