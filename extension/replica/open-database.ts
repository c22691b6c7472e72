import type { DBSchema, IDBPDatabase } from 'idb';

export type OpenOptions = {
  /** Makes the stores of this version. */
  readonly upgrade: (database: IDBDatabase) => void;
  /** Told when the browser closes the database by itself. */
  readonly terminated?: () => void;
};

/**
 * Opens an IndexedDB database whose requests are promises, in the types of `idb`. No more of them than the extension
 * calls: the package itself is a sixteenth of what the popup may weigh.
 */
export async function openDatabase<Schema extends DBSchema>(
  name: string,
  version: number,
  { upgrade, terminated }: OpenOptions,
): Promise<IDBPDatabase<Schema>> {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => upgrade(opening.result);
  const database = await answered(opening);
  // A page of the version before is in the way of the one that comes.
  database.onversionchange = () => database.close();
  database.onclose = () => terminated?.();
  return promising(database);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('Aborted', 'AbortError'));
  });
}

type Method = (...given: unknown[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

/** What a database does by itself, in a transaction of its own. */
const SHORT = /^(get|getKey|getAll|getAllKeys|count|put|delete)(FromIndex)?$/;
const WRITING = /^(put|delete)$/;

/** The same object with promises for requests, `store` and `done` on transactions, and short ways on the database. */
function promising<T>(target: object): T {
  const done = target instanceof IDBTransaction ? finished(target) : undefined;
  const get = (_target: object, name: string): unknown => {
    if (done && name === 'done') return done;
    if (target instanceof IDBTransaction && name === 'store')
      return promising(target.objectStore(target.objectStoreNames[0] ?? ''));
    if (target instanceof IDBDatabase && SHORT.test(String(name))) return shortWay(target, name);
    const own = (target as Methods)[name];
    if (typeof own !== 'function') return own;
    return (...given: unknown[]) => {
      const made = own.apply(target, given);
      if (made instanceof IDBRequest) return answered(made);
      return made instanceof Object ? promising(made) : made;
    };
  };
  return new Proxy(target, { get: get as NonNullable<ProxyHandler<object>['get']> }) as T;
}

/** A method of one store, or of its index where the name says so. */
function shortWay(database: IDBDatabase, name: string): Method {
  return async (storeName, ...given) => {
    const method = name.replace('FromIndex', '');
    const writes = WRITING.test(method);
    const transaction = database.transaction(storeName as string, writes ? 'readwrite' : 'readonly');
    const store = transaction.objectStore(storeName as string);
    const target = method === name ? store : store.index(given.shift() as string);
    const request = (target as unknown as Methods)[method]?.apply(target, given) as IDBRequest;
    const [answer] = await Promise.all([answered(request), writes ? finished(transaction) : undefined]);
    return answer;
  };
}
