import { mergeTags, tagKey } from '@stillpage/shared/tags.ts';
import browser from '../browser.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { keysOf } from '../replica/write-links.ts';
import { readSettings } from '../settings.ts';
import { boundTo, isForBackendInUse } from './bound-to.ts';

/** What a person changed on a link here and the backend does not know yet: tags as a difference, so that both sides' stay. */
export type LinkEdit = {
  readonly id: string;
  /** The backend whose link it is: another's link of the same address is another link. */
  readonly base?: string;
  readonly title?: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** True: into the trash; false: out of it again. */
  readonly gone?: boolean;
  readonly attempts: number;
  readonly nextAt: number;
};

export type LinkChange = Pick<LinkEdit, 'title' | 'gone'> & { readonly tags?: readonly string[] };

const PREFIX = 'edit:';

const keyOf = ({ base, id }: Pick<LinkEdit, 'base' | 'id'>) => PREFIX + (base ? `${base}/${id}` : id);

/** What waits for the backend in use. */
export async function readEdits(): Promise<LinkEdit[]> {
  const settings = await readSettings();
  return (await readAllEdits()).filter((edit) => isForBackendInUse(edit, settings));
}

/** What waits for any backend. */
export async function readAllEdits(): Promise<LinkEdit[]> {
  const all = await browser.storage.local.get(null);
  return Object.keys(all)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => all[key] as LinkEdit);
}

/** Keeps a change of a link durably, joined with one that still waits. */
export async function putEdit(link: Pick<ReplicaLink, 'id' | 'tags'>, change: LinkChange): Promise<void> {
  const bound = await boundTo();
  const key = keyOf({ ...bound, id: link.id });
  const before = (await browser.storage.local.get(key))[key] as LinkEdit | undefined;
  await browser.storage.local.set({ [key]: { ...joined(before, link, change), ...bound } });
}

/** One edit of what waited and what came. */
export function joined(
  before: LinkEdit | undefined,
  link: Pick<ReplicaLink, 'id' | 'tags'>,
  { title, tags, gone }: LinkChange,
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
  const isGone = gone ?? before?.gone;
  return {
    id: link.id,
    ...(newTitle === undefined ? {} : { title: newTitle }),
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
  return { ...link, title: edit.title || link.title, tags, tagKeys: keysOf(tags) };
}

export async function replaceEdit(before: LinkEdit, edit: LinkEdit | undefined): Promise<void> {
  const key = keyOf(before);
  const now = (await browser.storage.local.get(key))[key] as LinkEdit | undefined;
  // Changed again meanwhile: what came is still to be sent.
  if (JSON.stringify(now) !== JSON.stringify(before)) return;
  if (edit) await browser.storage.local.set({ [key]: edit });
  else await browser.storage.local.remove(key);
}
