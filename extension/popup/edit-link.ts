import { type LinkChange, putEdit, withEdit } from '../background/edits.ts';
import { OUTBOX_PREFIX, removeFromOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { writeLinks } from '../replica/write-links.ts';
import { refresh } from './load-popup.ts';
import { change, replica, state } from './state.ts';

/** How long a deleted link can be brought back with one click, in milliseconds. */
const UNDO_MS = 10_000;

const work = () => void browser.runtime.sendMessage('work').catch(() => {});

/** Changes title, tags and note of a link: here at once, on the backend as soon as it answers. */
export async function editLink(
  link: ReplicaLink,
  { title, note, tags }: Required<Omit<LinkChange, 'gone'>>,
): Promise<void> {
  // What was left alone is not sent: another device may have changed it.
  const changed = {
    ...(title === link.title ? {} : { title }),
    ...(note === (link.note ?? '') ? {} : { note }),
  };
  await keep(link, { ...changed, tags });
  const edited = withEdit(
    { ...link, tags },
    { ...changed, id: link.id, add: [], remove: [], attempts: 0, nextAt: 0 },
  );
  await writeLinks(replica(), [edited]);
  change({ editing: undefined });
  await refresh();
  work();
}

let forgetting: ReturnType<typeof setTimeout> | undefined;

/** Takes a link away: into the backend's trash, and for a while back by one click. */
export async function deleteLink(link: ReplicaLink): Promise<void> {
  const save = state.outbox.find(({ request }) => request.id === link.snapshotId);
  // Both at once and before anything else: the popup may close in this moment.
  await Promise.all([
    link.rev === 0 && link.snapshotId ? removeFromOutbox(link.snapshotId) : undefined,
    isKnown(link) ? keep(link, { gone: true }) : undefined,
  ]);
  await writeLinks(replica(), [], [link.id]);
  clearTimeout(forgetting);
  forgetting = setTimeout(() => change({ deleted: undefined, deletedSave: undefined }), UNDO_MS);
  const at = state.links.findIndex(({ id }) => id === link.id);
  change({ deleted: link, deletedSave: link.rev === 0 ? save : undefined });
  await refresh();
  document.querySelectorAll<HTMLElement>('.links .open')[Math.max(at - 1, 0)]?.focus();
  work();
}

export async function undoDelete(): Promise<void> {
  const { deleted: link, deletedSave: save } = state;
  if (!link) return;
  await Promise.all([
    save ? browser.storage.local.set({ [OUTBOX_PREFIX + save.request.id]: save }) : undefined,
    isKnown(link) ? keep(link, { gone: false }) : undefined,
  ]);
  await writeLinks(replica(), [link]);
  change({ deleted: undefined, deletedSave: undefined });
  await refresh();
  work();
}

/** Whether the backend has the link. */
function isKnown({ rev, before }: ReplicaLink): boolean {
  return rev > 0 || before !== undefined;
}

function keep(link: ReplicaLink, given: LinkChange): Promise<void> {
  return putEdit(state.settings, state.edits, link, given);
}
