import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { SaveRequest } from '@stillpage/shared/schemas/snapshot.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import type { Replica, ReplicaLink } from './database.ts';
import { keysOf, writeLinks } from './write-links.ts';

/** Where the ids of links with a row of `rev` 0 are listed. */
const LIST = 'unsent';

/** Adds a save that the backend does not know yet to the replica, with the tags the link already has. */
export async function showUnsent(replica: Replica, request: SaveRequest & { id: string }): Promise<void> {
  const url = canonicalUrl(request.url);
  if (!url.ok) return;
  const id = await linkIdOf(url.value);
  const known = await replica.get('links', id);
  const before = known?.rev === 0 ? known.before : known;
  const tags = mergeTags(known?.tags ?? [], request.tags ?? []);
  const link: ReplicaLink = {
    id,
    url: url.value,
    title: request.title || known?.title || url.value,
    tags,
    tagKeys: keysOf(tags),
    updatedAt: new Date().toISOString(),
    rev: 0,
    snapshotId: request.id,
    status: 'queued',
    ...(request.visibility === 'private' ? { private: true } : {}),
    ...(before ? { before } : {}),
  };
  await replica.put('blob', [...new Set([...(await readList(replica)), id])], LIST);
  await writeLinks(replica, [link]);
}

/** Takes back the rows of saves that are neither waiting nor accepted any more. `alive` holds snapshot ids. Resolves to whether any was. */
export async function dropUnsent(replica: Replica, alive: ReadonlySet<string>): Promise<boolean> {
  const list = await readList(replica);
  if (list.length === 0) return false;
  const rows = (await Promise.all(list.map((id) => replica.get('links', id)))).filter(
    (row) => row?.rev === 0,
  );
  const dead = rows.filter((row) => row !== undefined && !alive.has(row.snapshotId ?? '')) as ReplicaLink[];
  await writeLinks(
    replica,
    dead.flatMap(({ before }) => (before ? [before] : [])),
    dead.filter(({ before }) => !before).map(({ id }) => id),
  );
  const gone = new Set(dead.map(({ id }) => id));
  await replica.put(
    'blob',
    rows.flatMap((row) => (row && !gone.has(row.id) ? [row.id] : [])),
    LIST,
  );
  return dead.length > 0;
}

async function readList(replica: Replica): Promise<readonly string[]> {
  return ((await replica.get('blob', LIST)) as string[] | undefined) ?? [];
}
