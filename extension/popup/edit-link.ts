import { type LinkChange, putEdit, withEdit } from '../background/edits.ts';
import { removeFromOutbox } from '../background/outbox.ts';
import browser from '../browser.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { writeLinks } from '../replica/write-links.ts';
import { change, refresh, replica, state } from './state.ts';

/** How long a deleted link can be brought back with one click, in milliseconds. */
const UNDO_MS = 10_000;

const work = () => void browser.runtime.sendMessage('work').catch(() => {});

/** Changes title and tags of a link: here at once, on the backend as soon as it answers. */
export async function editLink(link: ReplicaLink, given: LinkChange): Promise<void> {
  await putEdit(link, given);
  const tags = given.tags ?? link.tags;
  const edited = withEdit(
    { ...link, title: given.title || link.title, tags },
    { id: link.id, add: [], remove: [], attempts: 0, nextAt: 0 },
  );
  await writeLinks(replica(), [edited]);
  change({ editing: undefined });
  await refresh();
  work();
}

let forgetting: ReturnType<typeof setTimeout> | undefined;

/** Takes a link away: into the backend's trash, and for a while back by one click. */
export async function deleteLink(link: ReplicaLink): Promise<void> {
  if (link.rev === 0 && link.snapshotId) await removeFromOutbox(link.snapshotId);
  if (link.rev > 0 || link.before) await putEdit(link, { gone: true });
  await writeLinks(replica(), [], [link.id]);
  clearTimeout(forgetting);
  forgetting = setTimeout(() => change({ deleted: undefined }), UNDO_MS);
  const at = state.links.findIndex(({ id }) => id === link.id);
  change({ deleted: link });
  await refresh();
  document.querySelectorAll<HTMLElement>('.links .open')[Math.max(at - 1, 0)]?.focus();
  work();
}

export async function undoDelete(): Promise<void> {
  const link = state.deleted;
  if (!link) return;
  await putEdit(link, { gone: false });
  await writeLinks(replica(), [link]);
  change({ deleted: undefined });
  await refresh();
  work();
}
