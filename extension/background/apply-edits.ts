import type { Replica } from '../replica/database.ts';
import { linksById } from '../replica/read-links.ts';
import { writeLinks } from '../replica/write-links.ts';
import { withEdit } from './edits.ts';
import { readEdits } from './edits-to-send.ts';

/** Shows in the replica what was changed in a popup that closed before it could. Resolves to whether there was any. */
export async function applyEdits(replica: Replica): Promise<boolean> {
  const edits = new Map((await readEdits()).map((edit) => [edit.id, edit]));
  const links = await linksById(replica, [...edits.keys()]);
  const gone = links.filter(({ id }) => edits.get(id)?.gone);
  const changed = links
    .filter((link) => !gone.includes(link))
    .map((link) => [link, withEdit(link, edits.get(link.id))] as const)
    .filter(
      ([before, now]) =>
        before.title !== now.title || before.note !== now.note || before.tags.join() !== now.tags.join(),
    );
  if (gone.length + changed.length === 0) return false;
  await writeLinks(
    replica,
    changed.map(([, now]) => now),
    gone.map(({ id }) => id),
  );
  return true;
}
