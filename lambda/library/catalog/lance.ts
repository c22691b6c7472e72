import type { Connection, Table } from '@lancedb/lancedb';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';

/** Raised with every change of the columns or the index settings: an index of another version is built anew. */
export const CATALOG_VERSION = 6;
/** Bounds of the engine's caches, in bytes: without them they grow to gigabytes. */
const INDEX_CACHE_BYTES = 96n * 1024n * 1024n;
/**
 * Of what a table's files say of themselves little is read again, and most of it are copies of what the index of words
 * holds itself; over a network it saves requests.
 */
const METADATA_CACHE_BYTES = { local: 8n * 1024n * 1024n, remote: 48n * 1024n * 1024n };
/**
 * Lists of links that the engine reads and keeps together with the one of a word that was asked for, on a disk: with
 * 128, its own choice, 20 MB are taken by words that nobody asked for. Over a network that saves requests.
 */
const LOCAL_LISTS_TOGETHER = '1';
/** Old states of the table are kept this long, in ms: longer than any query runs. */
const OLD_STATES_KEPT_MS = 10 * 60_000;

const TABLE = 'links';

/** Where index generations lie: a folder path or `s3://bucket/prefix`, with what the engine needs to open it. */
export type CatalogLocation = { readonly uri: string; readonly storageOptions?: Record<string, string> };

/** Whether it lies behind a network, and not in a folder. */
export function isRemote({ uri }: CatalogLocation): boolean {
  return /^[a-z0-9]+:\/\//i.test(uri);
}

type Lance = typeof import('@lancedb/lancedb');
type Arrow = typeof import('apache-arrow');
/** One index generation, open. */
export type Generation = {
  readonly name: string;
  readonly table: Table;
  readonly lance: Lance;
  close(): void;
  drop(): Promise<void>;
};

let engine: Promise<Result<Lance>> | undefined;

/** Loads the engine, a native file of 195 MB, at the first index or query and never before. */
export function loadEngine(): Promise<Result<Lance>> {
  engine ??= import('@lancedb/lancedb').then(ok, (error: unknown) =>
    fail(
      'internal',
      `The search engine does not load on ${process.platform} ${process.arch}: ${String(error).split('\n', 1)[0]}`,
    ),
  );
  return engine;
}

async function connect(lance: Lance, location: CatalogLocation, name: string): Promise<Connection> {
  const place = isRemote(location) ? 'remote' : 'local';
  // Read by the engine when it looks for its first word.
  if (place === 'local') process.env.LANCE_FTS_POSTING_GROUP_MAX_TOKENS ??= LOCAL_LISTS_TOGETHER;
  const session = new lance.Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES[place]);
  const options = location.storageOptions ? { storageOptions: location.storageOptions } : {};
  return await lance.connect(`${location.uri}/${name}`, options, session);
}

/** Opens a generation; throws what the engine throws when it is missing or damaged. */
export async function openGeneration(
  lance: Lance,
  location: CatalogLocation,
  name: string,
): Promise<Generation> {
  const connection = await connect(lance, location, name);
  return generation(lance, connection, name, await connection.openTable(TABLE));
}

/** Makes an empty generation; its indexes are made by {@link indexGeneration} once it has its first rows. */
export async function createGeneration(
  lance: Lance,
  location: CatalogLocation,
  name: string,
): Promise<Generation> {
  const connection = await connect(lance, location, name);
  const arrow: Arrow = await import('apache-arrow');
  return generation(lance, connection, name, await connection.createEmptyTable(TABLE, schemaOf(arrow)));
}

/** Makes the indexes. They may be made over no rows at all. */
export async function indexGeneration({ table, lance }: Generation): Promise<void> {
  const { Index } = lance;
  for (const column of ['id', 'seq']) await table.createIndex(column, { config: Index.btree() });
  await table.createIndex('tag_keys', { config: Index.labelList() });
  for (const column of ['names', 'words'])
    await table.createIndex(column, {
      config: Index.fts({
        // The words are made by us, so that what is indexed and what is asked are cut alike.
        baseTokenizer: 'whitespace',
        lowercase: false,
        stem: false,
        removeStopWords: false,
        asciiFolding: false,
        maxTokenLength: 64,
        withPosition: false,
      }),
    });
}

/** Merges small pieces and takes new rows into the indexes; heavy, never in a request. `keptMs`: how long old states stay. */
export async function optimizeGeneration({ table }: Generation, keptMs = OLD_STATES_KEPT_MS): Promise<void> {
  await table.optimize({ cleanupOlderThan: new Date(Date.now() - keptMs) });
}

function generation(lance: Lance, connection: Connection, name: string, table: Table): Generation {
  return {
    name,
    table,
    lance,
    close() {
      table.close();
      connection.close();
    },
    async drop() {
      await connection.dropAllTables();
    },
  };
}

function schemaOf({ Schema, Field, Utf8, Float64, Bool, List }: Arrow) {
  const text = (name: string) => new Field(name, new Utf8(), false);
  const number = (name: string) => new Field(name, new Float64(), false);
  const texts = (name: string) => new Field(name, new List(new Field('item', new Utf8(), true)), false);
  return new Schema([
    text('id'),
    number('rev'),
    number('saved'),
    number('seq'),
    number('indexed'),
    text('state'),
    new Field('deleted', new Bool(), false),
    text('status'),
    texts('tags'),
    texts('tag_keys'),
    text('names'),
    text('words'),
    text('text'),
    text('listed'),
  ]);
}
