import type { Result } from '@stillpage/shared/errors.ts';

/** A small object, whole: `etag` names exactly these bytes for a later {@link PutOptions.ifMatch}. */
export type StoredObject = {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly encoding?: Encoding;
};

/** An object being read; `size` counts stored bytes of the whole object, `body` gives the asked range of them. */
export type OpenedObject = {
  readonly size: number;
  readonly encoding?: Encoding;
  readonly body: ReadableStream<Uint8Array>;
};

/** Content encoding an object may be stored in. */
export type Encoding = 'br';

/** First and last byte, both included, of the stored bytes. */
export type ByteRange = { readonly first: number; readonly last: number };

/** A write without a condition replaces what is there; one whose condition does not hold is a `conflict`. */
export type PutOptions = {
  readonly ifAbsent?: boolean;
  readonly ifMatch?: string;
  readonly encoding?: Encoding;
};

/** A small object to be made. */
export type NewObject = { readonly key: string; readonly bytes: Uint8Array };

/** `modified` is in milliseconds since 1970. */
export type ListedObject = { readonly key: string; readonly size: number; readonly modified: number };
export type ListPage = { readonly objects: readonly ListedObject[]; readonly next?: string };

/**
 * The object store under everything: a folder or a bucket. Keys are checked by `assertKey`. A write is whole or
 * absent and durable once it is answered; `storage-unavailable` says why the store cannot be used just now.
 */
export type Store = {
  /** Undefined when there is no such object. */
  get(key: string): Promise<Result<StoredObject | undefined>>;
  open(key: string, range?: ByteRange): Promise<Result<OpenedObject | undefined>>;
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<Result<{ etag: string }>>;
  /**
   * Makes many small objects, where that is cheaper than one by one: for each, in order, what `put` with `ifAbsent`
   * answers. No key may come twice. Ask for it with `createAll`.
   */
  createMany?(objects: readonly NewObject[]): Promise<Result<void>[]>;
  /** Writes without a condition, in constant memory, from a stream. */
  putStream(
    key: string,
    body: ReadableStream<Uint8Array>,
    options?: Pick<PutOptions, 'encoding'>,
  ): Promise<Result<{ size: number }>>;
  /** An address that takes this object by one PUT, for so many seconds; only where the store is asked over the network. */
  signPut?(key: string, seconds: number): Promise<string>;
  /** Deleting what is not there is a success. */
  delete(key: string): Promise<Result<void>>;
  /**
   * A page of the objects whose key begins with `prefix` (a folder: it ends in `/`), in order of key, after the key
   * `after`; at most `limit`, or as many as suit the store.
   */
  list(prefix: string, options?: { after?: string; limit?: number }): Promise<Result<ListPage>>;
  /** Everything under `prefix` in no order, where that is quicker than by pages; ask for it with `listAll`. */
  listAll?(prefix: string): AsyncGenerator<Result<readonly ListedObject[]>>;
};
