import type { Client } from '@stillpage/shared/client.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { backoffMs, isDue } from './deliver.ts';
import { editedTags, type LinkEdit, linkOf } from './edits.ts';
import { readEdits, replaceEdit } from './edits-to-send.ts';

/** Times that somebody else may be quicker before the edit waits. */
const TRIES_MAX = 5;

/** Sends what was changed on links, each on top of what the backend has at that moment. Resolves to whether any went out. */
export async function deliverEdits(client: Client): Promise<boolean> {
  let sent = false;
  // Of one link a later edit never overtakes an earlier one.
  const held = new Set<string>();
  for (const edit of await readEdits()) {
    if (!isDue(edit, Date.now())) held.add(linkOf(edit));
    if (held.has(linkOf(edit))) continue;
    const result = await send(client, edit);
    if (result.ok) sent = true;
    // A link that is gone, or an edit that can never be taken, is nothing to wait for.
    const keep = !result.ok && (result.error.retryable || result.error.code === 'unauthorized');
    if (keep) held.add(linkOf(edit));
    await replaceEdit(
      edit,
      keep
        ? { ...edit, attempts: edit.attempts + 1, nextAt: Date.now() + backoffMs(edit.attempts) }
        : undefined,
    );
  }
  return sent;
}

async function send(client: Client, edit: LinkEdit): Promise<Result<unknown>> {
  if (edit.gone === true) {
    const deleted = await client.deleteLink(edit.id);
    return deleted.ok || deleted.error.code !== 'not-found' ? deleted : ok(undefined);
  }
  if (edit.gone === false) {
    const restored = await client.restoreLink(edit.id);
    if (!restored.ok) return restored;
  }
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const current = await client.link(edit.id);
    if (!current.ok) return current;
    const changed = await patch(client, current.value, edit);
    if (changed.ok || changed.error.code !== 'conflict') return changed;
  }
  return fail('rate-limited');
}

async function patch(client: Client, current: LinkAnswer, edit: LinkEdit): Promise<Result<unknown>> {
  const tags = editedTags(current.tags, edit);
  const sameTags = tags.length === current.tags.length && tags.every((tag, at) => tag === current.tags[at]);
  const sameTitle = edit.title === undefined || edit.title === current.title;
  const sameNote = edit.note === undefined || edit.note === current.note;
  if (sameTags && sameTitle && sameNote) return ok(undefined);
  return client.editLink(current.id, current.rev, {
    ...(sameTags ? {} : { tags }),
    ...(sameTitle || edit.title === undefined ? {} : { title: edit.title }),
    ...(sameNote || edit.note === undefined ? {} : { note: edit.note }),
  });
}
