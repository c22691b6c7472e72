import type { SnapshotStatus } from '@stillpage/shared/schemas/snapshot.ts';
import type { DBSchema, IDBPDatabase } from 'idb';
import { openDatabase } from './open-database.ts';

/** A link as the replica keeps it. */
export type ReplicaLink = {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Keys of the tags and of all levels above them, so that `dev` finds `dev/lambda`. */
  readonly tagKeys: readonly string[];
  /** Where there is one. */
  readonly note?: string;
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

/** What the popup paints first, read as one record, see `prepareFirstScreen`. */
export type FirstScreen = {
  /** The write of links that it was made after. */
  readonly writes: number;
  readonly total: number;
  readonly tags: readonly ReplicaTag[];
  readonly tagsTotal: number;
  readonly newest: readonly ReplicaLink[];
};

/**
 * Some links in one record: browsers take as long for a record of one link as for one of sixteen. What its links are
 * found by stands beside them, see `orderEntry`.
 */
export type LinkPage = {
  readonly links: readonly ReplicaLink[];
  readonly ids: readonly string[];
  readonly order: readonly string[];
};

export interface ReplicaSchema extends DBSchema {
  pages: { key: number; value: LinkPage; indexes: { ids: string; order: string } };
  tags: { key: string; value: ReplicaTag };
  blob: { key: string; value: unknown };
  screen: { key: string; value: FirstScreen };
}

/** Key of `storage.local` that is written whenever the replica changed: IndexedDB itself tells nobody. */
export const REPLICA_CHANGED = 'replica-changed';

export type Replica = IDBPDatabase<ReplicaSchema>;

/**
 * Opens the browser's own copy of links and tags; 2-6 ms whatever its size. A copy of another form goes: the backend
 * has all of it. `lost` is told when the browser closes it by itself.
 */
export function openReplica(lost?: () => void): Promise<Replica> {
  return openDatabase<ReplicaSchema>('stillpage', 4, {
    upgrade(database) {
      for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
      const pages = database.createObjectStore('pages', { autoIncrement: true });
      pages.createIndex('ids', 'ids', { multiEntry: true });
      pages.createIndex('order', 'order', { multiEntry: true });
      database.createObjectStore('tags', { keyPath: 'key' });
      database.createObjectStore('blob');
      database.createObjectStore('screen');
    },
    terminated: () => lost?.(),
  });
}
