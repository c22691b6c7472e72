import { join, resolve } from 'node:path';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { Capturer } from '../capture/contract.ts';
import { type FolderLock, lockFolder } from '../store/folder-lock.ts';
import { openFolderStore } from '../store/folder-store.ts';
import type { Store } from '../store/store.ts';
import { type Library, openLibrary } from './library.ts';
import type { Log } from './log.ts';

export type FolderLibraryOptions = {
  readonly folder: string;
  /** Without one, saves wait in the queue for the next opening that has one. */
  readonly capturer?: Capturer | Promise<Capturer>;
  /** Address that viewer pages lie under, without a closing slash. */
  readonly base: () => string;
  readonly log?: Log;
};

export type FolderLibrary = {
  readonly library: Library;
  readonly store: Store;
  readonly lock: FolderLock;
  close(): Promise<void>;
};

/** A folder taken for this process alone, with its store open. */
export type ClaimedFolder = { readonly store: Store; readonly lock: FolderLock };

/** Takes a folder: `conflict` when another process has it, `storage-unavailable` when it cannot be written. */
export async function claimFolder(folder: string): Promise<Result<ClaimedFolder>> {
  const store = await openFolderStore(folder);
  if (!store.ok) return store;
  const lock = await lockFolder(folder);
  return lock.ok ? ok({ store: store.value, lock: lock.value }) : lock;
}

/** Opens the library in a claimed folder. */
export async function openClaimed(
  claimed: ClaimedFolder,
  options: FolderLibraryOptions,
): Promise<FolderLibrary> {
  const { store, lock } = claimed;
  const library = await openLibrary({
    store,
    catalog: { uri: join(resolve(options.folder), 'catalog') },
    ...(options.capturer ? { capturer: options.capturer } : {}),
    base: options.base,
    log: options.log ?? (() => undefined),
  });
  return {
    library,
    store,
    lock,
    async close() {
      await library.close();
      await lock.release();
    },
  };
}

/** Opens a library in a folder without any server: for a command that reads or writes it while no server runs. */
export async function openFolderLibrary(options: FolderLibraryOptions): Promise<Result<FolderLibrary>> {
  const claimed = await claimFolder(options.folder);
  return claimed.ok ? ok(await openClaimed(claimed.value, options)) : claimed;
}
