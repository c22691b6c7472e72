import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Records } from './records.ts';
import { cleanTitle } from './save.ts';

/** Gives a link without a title that of its page; a title that is there, or was taken away by a person, stays. */
export function nameLink(
  records: Records,
  { linkId, page }: Pick<SnapshotRecord, 'linkId' | 'page'>,
): Promise<Result<LinkRecord>> {
  const title = cleanTitle(page?.title);
  return records.links.update(linkId, (link) => {
    if (!link) return fail('not-found');
    if (title === '' || link.titleEdited || link.title !== '') return ok(link);
    return ok({ ...link, title, rev: link.rev + 1 });
  });
}
