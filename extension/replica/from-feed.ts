import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import type { ReplicaLink } from './database.ts';
import { keysOf } from './write-links.ts';

/** A link of the API as the replica keeps it. */
export function toReplica(link: LinkAnswer): ReplicaLink {
  return {
    id: link.id,
    url: link.url,
    title: link.title,
    tags: link.tags,
    tagKeys: keysOf(link.tags),
    ...(link.note ? { note: link.note } : {}),
    updatedAt: link.updatedAt,
    rev: link.rev,
    ...(link.snapshot
      ? {
          snapshotId: link.snapshot.id,
          status: link.snapshot.status,
          hasThumbnail: link.snapshot.hasThumbnail,
          ...(link.snapshot.visibility === 'private' ? { private: true } : {}),
        }
      : {}),
    ...(link.snapshotIds.length > 1 ? { versions: link.snapshotIds.length } : {}),
  };
}
