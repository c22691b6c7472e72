import { mergeTags, tagKey } from '@stillpage/shared/tags.ts';
import browser from '../browser.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { keysOf } from '../replica/write-links.ts';
import type { Settings } from '../settings.ts';

/** What a person changed on a link here and the backend does not know yet: tags as a difference, so that both sides' stay. */
export type LinkEdit = {
  readonly id: string;
  /** The backend whose link it is: another's link of the same address is another link. */
  readonly base?: string;
  readonly title?: string;
  readonly note?: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** True: into the trash; false: out of it again. */
  readonly gone?: boolean;
  readonly attempts: number;
  readonly nextAt: number;
};

/** An edit as it waits: under a key of its own, so that sending one never touches the next one of the same link. */
export type WaitingEdit = LinkEdit & {
  readonly key: string;
  /** Edits of one link go out in this order; milliseconds since 1970. */
  readonly at: number;
};

export type LinkChange = Pick<LinkEdit, 'title' | 'note' | 'gone'> & { readonly tags?: readonly string[] };

const PREFIX = 'edit:';

/** Tells a link of one backend from the same address on another. */
export const linkOf = ({ base, id }: Pick<LinkEdit, 'base' | 'id'>) => (base ? `${base}/${id}` : id);

/** What waits for any backend, oldest first. */
export async function readAllEdits(): Promise<WaitingEdit[]> {
  const all = await browser.storage.local.get(null);
  return Object.keys(all)
    .filter(isEditKey)
    .map((key) => ({ at: 0, ...(all[key] as LinkEdit), key }))
    .sort((a, b) => a.at - b.at);
}

/**
 * Keeps a change of a link durably, joined with what `waiting` has of it. It is on its way to the disk when this
 * returns, not only when it resolves: a popup may close in the same moment.
 */
export async function putEdit(
  { connection }: Settings,
  waiting: readonly WaitingEdit[],
  link: Pick<ReplicaLink, 'id' | 'tags'>,
  change: LinkChange,
): Promise<void> {
  const bound = { id: link.id, ...(connection ? { base: connection.base } : {}) };
  const old = waiting.filter((edit) => linkOf(edit) === linkOf(bound));
  const before = old.at(-1);
  const at = Math.max(Date.now(), (before?.at ?? 0) + 1);
  const edit = { ...joined(before, link, change), ...bound, at };
  await browser.storage.local.set({ [`${PREFIX}${linkOf(bound)}#${crypto.randomUUID()}`]: edit });
  await browser.storage.local.remove(old.map(({ key }) => key));
}

/** True for a change of `storage.local` that touches what waits. */
export function isEditKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** One edit of what waited and what came. */
export function joined(
  before: LinkEdit | undefined,
  link: Pick<ReplicaLink, 'id' | 'tags'>,
  { title, note, tags, gone }: LinkChange,
): LinkEdit {
  const had = new Set(link.tags.map(tagKey));
  const has = new Set((tags ?? link.tags).map(tagKey));
  const added = (tags ?? []).filter((tag) => !had.has(tagKey(tag)));
  const removed = link.tags.filter((tag) => !has.has(tagKey(tag)));
  const without = (list: readonly string[], others: readonly string[]) => {
    const keys = new Set(others.map(tagKey));
    return list.filter((tag) => !keys.has(tagKey(tag)));
  };
  const newTitle = title ?? before?.title;
  const newNote = note ?? before?.note;
  const isGone = gone ?? before?.gone;
  return {
    id: link.id,
    ...(newTitle === undefined ? {} : { title: newTitle }),
    ...(newNote === undefined ? {} : { note: newNote }),
    add: mergeTags(without(before?.add ?? [], removed), added),
    remove: mergeTags(without(before?.remove ?? [], added), removed),
    ...(isGone === undefined ? {} : { gone: isGone }),
    attempts: 0,
    nextAt: 0,
  };
}

/** Tags with an edit's difference. */
export function editedTags(
  tags: readonly string[],
  { add, remove }: Pick<LinkEdit, 'add' | 'remove'>,
): string[] {
  const removed = new Set(remove.map(tagKey));
  return mergeTags(
    tags.filter((tag) => !removed.has(tagKey(tag))),
    add,
  );
}

/** A link of the backend as the person left it here. */
export function withEdit(link: ReplicaLink, edit: LinkEdit | undefined): ReplicaLink {
  if (!edit) return link;
  const tags = editedTags(link.tags, edit);
  const { note: had, ...rest } = link;
  const note = edit.note ?? had;
  return {
    ...{ ...rest, title: edit.title || link.title, tags, tagKeys: keysOf(tags) },
    ...(note ? { note } : {}),
  };
}
