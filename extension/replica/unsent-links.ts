import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import type { Replica, ReplicaLink } from './database.ts';
import { linksById } from './read-links.ts';
import { keysOf, writeLinks } from './write-links.ts';

/** Where the ids of links with a row of `rev` 0 are listed. */
const LIST = 'unsent';

/**
 * Adds saves that the backend does not know yet to the replica, with the tags their links already have; all in one
 * write. Resolves to whether any was not listed before.
 */
export async function showUnsent(
  replica: Replica,
  requests: readonly (SaveRequest & { id: string })[],
): Promise<boolean> {
  const wanted: { id: string; url: string; request: SaveRequest & { id: string } }[] = [];
  for (const request of requests) {
    const url = canonicalUrl(request.url);
    if (url.ok) wanted.push({ id: await linkIdOf(url.value), url: url.value, request });
  }
  if (wanted.length === 0) return false;
  const held = await linksById(
    replica,
    wanted.map(({ id }) => id),
  );
  const rows = new Map(held.map((link) => [link.id, link]));
  const changed = new Map<string, ReplicaLink>();
  const latest = new Map(wanted.map(({ id, request }) => [id, request.id]));
  for (const { id, url, request } of wanted) {
    const known = rows.get(id);
    if (known?.rev === 0 && known.snapshotId === latest.get(id)) continue;
    const row = unsentRow(id, url, request, known);
    rows.set(id, row);
    changed.set(id, row);
  }
  if (changed.size === 0) return false;
  await replica.put('blob', [...new Set([...(await readList(replica)), ...changed.keys()])], LIST);
  await writeLinks(replica, [...changed.values()]);
  return true;
}

function unsentRow(
  id: string,
  url: string,
  request: SaveRequest & { id: string },
  known: ReplicaLink | undefined,
): ReplicaLink {
  const before = known?.rev === 0 ? known.before : known;
  const tags = mergeTags(known?.tags ?? [], request.tags ?? []);
  const note = request.note || known?.note;
  return {
    id,
    url,
    title: request.title || known?.title || url,
    tags,
    tagKeys: keysOf(tags),
    ...(note ? { note } : {}),
    updatedAt: new Date().toISOString(),
    rev: 0,
    snapshotId: request.id,
    status: 'queued',
    ...(request.visibility === 'private' ? { private: true } : {}),
    ...(before ? { before } : {}),
  };
}

/** Takes back the rows of saves that are neither waiting nor accepted any more. `alive` holds snapshot ids. Resolves to whether any was. */
export async function dropUnsent(replica: Replica, alive: ReadonlySet<string>): Promise<boolean> {
  const list = await readList(replica);
  if (list.length === 0) return false;
  const rows = (await linksById(replica, list)).filter((row) => row.rev === 0);
  const dead = rows.filter((row) => !alive.has(row.snapshotId ?? ''));
  await writeLinks(
    replica,
    dead.flatMap(({ before }) => (before ? [before] : [])),
    dead.filter(({ before }) => !before).map(({ id }) => id),
  );
  const gone = new Set(dead.map(({ id }) => id));
  await replica.put(
    'blob',
    rows.flatMap((row) => (gone.has(row.id) ? [] : [row.id])),
    LIST,
  );
  return dead.length > 0;
}

/** Whether any save was ever listed here: a list made anew, after an update or another backend, knows none of those that wait. */
export async function listsUnsent(replica: Replica): Promise<boolean> {
  return (await replica.get('blob', LIST)) !== undefined;
}

async function readList(replica: Replica): Promise<readonly string[]> {
  return ((await replica.get('blob', LIST)) as string[] | undefined) ?? [];
}
