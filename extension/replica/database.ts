import type { SnapshotStatus } from '@stillpage/shared/schemas/snapshot.ts';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** A link as the replica keeps it. */
export type ReplicaLink = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Keys of the tags and of all levels above them, so that `dev` finds `dev/lambda`. */
  readonly tagKeys: readonly string[];
  /** ISO 8601, when it was last saved or edited. */
  readonly updatedAt: string;
  /** 0 while only this browser knows of it. */
  readonly rev: number;
  readonly snapshotId?: string;
  readonly status?: SnapshotStatus;
  readonly hasThumbnail?: boolean;
  /** Only with the token, or by an address signed for a while. */
  readonly private?: boolean;
  /** Number of versions, where there is more than one. */
  readonly versions?: number;
  /** With `rev` 0: the link as the backend has it, for the case that the save never gets there. */
  readonly before?: ReplicaLink;
};

/** A tag with the number of links under it; kept in the transaction that writes the links. */
export type ReplicaTag = {
  readonly key: string;
  readonly tag: string;
  readonly count: number;
  /** How a Chinese tag is read, see `pinyinOf`. */
  readonly pinyin?: string;
};

/** What the popup paints first, read as one record. */
export type FirstScreen = {
  readonly total: number;
  readonly tags: readonly ReplicaTag[];
  readonly tagsTotal: number;
  readonly newest: readonly ReplicaLink[];
};

/** The text of every link in one lower-case string; `starts[i]` is where the line of `ids[i]` begins. */
export type SearchColumns = {
  readonly ids: readonly string[];
  readonly starts: Uint32Array;
  readonly text: string;
};

export interface ReplicaSchema extends DBSchema {
  links: { key: string; value: ReplicaLink; indexes: { updated: string; tags: string } };
  tags: { key: string; value: ReplicaTag };
  blob: { key: string; value: unknown };
}

/** Key of `storage.local` that is written whenever the replica changed: IndexedDB itself tells nobody. */
export const REPLICA_CHANGED = 'replica-changed';

export type Replica = IDBPDatabase<ReplicaSchema>;

/** Opens the browser's own copy of links and tags; 2-6 ms whatever its size. */
export function openReplica(): Promise<Replica> {
  return openDB<ReplicaSchema>('stillpage', 1, {
    upgrade(database) {
      const links = database.createObjectStore('links', { keyPath: 'id' });
      links.createIndex('updated', 'updatedAt');
      links.createIndex('tags', 'tagKeys', { multiEntry: true });
      database.createObjectStore('tags', { keyPath: 'key' });
      database.createObjectStore('blob');
    },
  });
}
