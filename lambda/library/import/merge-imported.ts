import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { mergeTags, TAGS_MAX_COUNT } from '@stillpage/shared/tags.ts';
import { uniteNotes } from '../save.ts';

/** A checked entry of an imported file. */
export type Imported = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly note: string;
  /** ISO 8601. */
  readonly created: string;
  /** Whether the file has a date for it. */
  readonly isDated: boolean;
};

/**
 * The link with what a file says of it: nothing of a person's is replaced, tags are united, notes put one under the
 * other, the earlier date wins when the file has one. The same record when it has it all. A link in the trash comes out.
 */
export function mergeImported(link: LinkRecord | undefined, entry: Imported): LinkRecord {
  if (!link || link.purgedAt)
    return {
      schema: 1,
      id: entry.id,
      url: entry.url,
      title: entry.title,
      titleEdited: entry.title !== '',
      tags: [...entry.tags],
      note: entry.note,
      snapshotIds: [],
      createdAt: entry.created,
      updatedAt: entry.created,
      rev: (link?.rev ?? 0) + 1,
    };
  const { deletedAt, ...kept } = link;
  const tags = mergeTags(link.tags, entry.tags).slice(0, Math.max(TAGS_MAX_COUNT, link.tags.length));
  const note = uniteNotes(link.note, entry.note);
  const title = link.title || entry.title;
  const createdAt = entry.isDated && entry.created < link.createdAt ? entry.created : link.createdAt;
  const isSame =
    deletedAt === undefined &&
    tags.length === link.tags.length &&
    note === link.note &&
    title === link.title &&
    createdAt === link.createdAt;
  if (isSame) return link;
  return { ...kept, tags, note, title, createdAt, updatedAt: new Date().toISOString(), rev: link.rev + 1 };
}
