import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkPatch, LinkRecord } from '@stillpage/shared/schemas/link.ts';
import { isTagUnder, mergeTags, parseTags, TAGS_MAX_COUNT, tagKey } from '@stillpage/shared/tags.ts';
import { cleanTitle } from './save.ts';

/** A change of a link record: the same record when there is nothing to change. */
export type LinkChange = (link: LinkRecord) => Result<LinkRecord>;

/** Title, tags and note as a person gave them. `rev` is the revision the person saw, or `*`. */
export function editing(patch: LinkPatch, rev: number | '*'): Result<LinkChange> {
  const tags = patch.tags && parseTags(patch.tags.map((tag) => tag.toWellFormed()));
  if (tags && !tags.ok) return tags;
  const title = patch.title === undefined ? undefined : cleanTitle(patch.title);
  const note = patch.note?.replace(/\r\n?/g, '\n').trim().toWellFormed();
  return ok((link) => {
    if (rev !== '*' && link.rev !== rev)
      return fail('conflict', `The link was changed meanwhile: it is at revision ${link.rev}, not ${rev}.`);
    return ok(
      changed(link, {
        ...(title === undefined ? {} : { title, titleEdited: title !== '' }),
        ...(tags ? { tags: tags.value } : {}),
        ...(note === undefined ? {} : { note }),
      }),
    );
  });
}

/** Into the trash; again is the same as once. */
export const trashing: LinkChange = (link) =>
  ok(link.deletedAt ? link : changed(link, { deletedAt: new Date().toISOString() }));

/** Out of the trash. */
export const restoring: LinkChange = (link) => {
  if (!link.deletedAt) return ok(link);
  const { deletedAt: _trash, ...kept } = link;
  return ok(changed(kept, {}));
};

/** Adds and removes tags; a removed tag goes in whatever spelling it has. */
export function retagging(add: readonly string[], remove: readonly string[]): Result<LinkChange> {
  const added = parseTags(add.map((tag) => tag.toWellFormed()));
  if (!added.ok) return added;
  const removed = new Set(remove.map(tagKey));
  return ok((link) => {
    const tags = mergeTags(
      link.tags.filter((tag) => !removed.has(tagKey(tag))),
      added.value,
    );
    if (tags.length > TAGS_MAX_COUNT)
      return fail('invalid-request', `A link has at most ${TAGS_MAX_COUNT} tags.`);
    return ok(sameTags(tags, link.tags) ? link : changed(link, { tags }));
  });
}

/** Gives a tag, and with it those that lie under it, another name; a name that exists is merged with. */
export function renaming(from: string, to: string): Result<LinkChange> {
  const name = parseTags([to.toWellFormed()]);
  if (!name.ok) return name;
  const depth = tagKey(from).split('/').length;
  return ok((link) => {
    const renamed = link.tags.map((tag) =>
      isTagUnder(tag, from) ? [name.value[0], ...tag.split('/').slice(depth)].join('/') : tag,
    );
    const tags = parseTags(renamed);
    if (!tags.ok) return tags;
    return ok(sameTags(tags.value, link.tags) ? link : changed(link, { tags: tags.value }));
  });
}

/** Takes one version away. */
export function withoutVersion(snapshotId: string): LinkChange {
  return (link) =>
    ok(
      link.snapshotIds.includes(snapshotId)
        ? changed(link, { snapshotIds: link.snapshotIds.filter((id) => id !== snapshotId) })
        : link,
    );
}

function changed(link: LinkRecord, fields: Partial<LinkRecord>): LinkRecord {
  return { ...link, ...fields, updatedAt: new Date().toISOString(), rev: link.rev + 1 };
}

function sameTags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((tag, index) => tag === b[index]);
}
