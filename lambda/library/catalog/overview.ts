import type { RecordBatch } from 'apache-arrow';
import { createAtMost } from './at-most.ts';
import type { Generation } from './lance.ts';
import { createRoster, type Roster } from './roster.ts';
import type { CatalogRow } from './row.ts';
import { createRowAddresses, type RowAddresses } from './row-addresses.ts';
import type { TagPostings } from './tag-postings.ts';
import { createUnmerged, type SearchedRow, type Unmerged } from './unmerged.ts';
import type { KeptHits } from './word-hits.ts';

/** What is kept in memory about a generation. Times are milliseconds since 1970. */
export type Overview = {
  readonly roster: Roster;
  readonly tags: TagPostings;
  /** Rows that are noted and not yet written, by id: they stand for what the table says of these links. */
  readonly recent: Map<string, CatalogRow>;
  /** Rows that are written and that the index of words does not know yet. */
  readonly unmerged: Unmerged;
  /** Rows of the table. */
  rows: number;
  /** Changed whenever the table is, in the same moment as `recent`. */
  written: number;
  /** False while the table is being filled and has no index of words: then only `recent` is searched. */
  readonly isSearchable: boolean;
  readonly keptHits: KeptHits;
  readonly addresses: RowAddresses;
  /** Searches that run at once: each holds some megabytes while it does, and more of them end no sooner. */
  readonly searching: ReturnType<typeof createAtMost>;
  lastSeq: number;
  /** Places in the change feed up to this one may have been given out. */
  reserved: number;
  /** When the newest row was indexed. */
  indexed: number;
  /** Recent searches with the links they found, in order: the pages of one search neither miss nor repeat while rows change. */
  readonly rankings: Map<string, Ranking>;
  /** What lists show of links lately listed, by id; some kilobytes each thousand. */
  readonly listed: Map<string, string>;
};
export type Ranking = { readonly ids: string[]; readonly complete: boolean };

const SEARCHES_AT_ONCE = 3;

const COLUMNS = ['id', 'saved', 'deleted', 'status', 'tags', 'seq', 'indexed'] as const;

/** Reads a generation through once, narrow columns only: some 200 ms for 100,000 links. */
export async function readOverview(generation: Generation): Promise<Overview> {
  const roster = createRoster();
  const overview: Overview = {
    roster,
    tags: roster.tags,
    recent: new Map(),
    unmerged: createUnmerged(),
    rows: 0,
    written: 0,
    isSearchable: true,
    keptHits: { written: 0, hits: new Map(), addresses: new Map() },
    addresses: createRowAddresses(),
    searching: createAtMost(SEARCHES_AT_ONCE),
    lastSeq: 0,
    reserved: 0,
    indexed: 0,
    rankings: new Map(),
    listed: new Map(),
  };
  await readInto(overview, generation, undefined);
  roster.settle();
  overview.rows = await generation.table.countRows();
  return overview;
}

/** Takes in what another writer has written since; rows that it removed for ever stay until the next reading. */
export async function catchUpOverview(overview: Overview, generation: Generation): Promise<void> {
  await readInto(overview, generation, `seq > ${overview.lastSeq}`);
  overview.written += 1;
  overview.rows = await generation.table.countRows();
}

async function readInto(
  overview: Overview,
  { table }: Generation,
  filter: string | undefined,
): Promise<void> {
  const query = table
    .query()
    .select([...COLUMNS])
    .withRowId();
  for await (const batch of filter === undefined ? query : query.where(filter)) {
    const column = (name: (typeof COLUMNS)[number]) => batch.getChild(name)?.data[0] as Data;
    const [id, status, tags] = [textsOf(column('id')), textsOf(column('status')), listsOf(column('tags'))];
    const [saved, seq, indexed] = [column('saved').values, column('seq').values, column('indexed').values];
    const deleted = column('deleted').values;
    const addresses = addressesOf(batch);
    for (let i = 0; i < batch.numRows; i += 1) {
      noteRow(overview, {
        id: id(i),
        saved: Number(saved[i]),
        deleted: ((Number(deleted[i >> 3]) >> (i & 7)) & 1) === 1,
        status: status(i),
        tags: tags(i),
        seq: Number(seq[i]),
        indexed: Number(indexed[i]),
      });
      overview.addresses.note(addresses[i] ?? 0n, overview.roster.slotOf(id(i)) ?? 0);
    }
  }
}

/** Rows kept in memory until they are merged, at most: with more the engine looks through them itself. */
const UNMERGED_MAX = 2_000;

/**
 * Learns which rows the index of words has not taken in, for one that nobody else writes: they are those of the pieces
 * made last, as many as the engine counts.
 */
export async function learnUnmerged({ unmerged, addresses }: Overview, { table }: Generation): Promise<void> {
  const counts = await Promise.all(
    ['names_idx', 'words_idx'].map(async (index) => (await table.indexStats(index))?.numUnindexedRows),
  );
  const [count = UNMERGED_MAX + 1] = counts;
  const places = counts.every((each) => each === count) && count <= UNMERGED_MAX && addresses.newest(count);
  if (!places) return unmerged.lose();
  unmerged.settle();
  if (places.length === 0) return;
  const columns = ['id', 'names', 'words', 'text', 'listed'] satisfies (keyof SearchedRow)[];
  unmerged.add((await table.takeRowIds(places).select(columns).toArray()) as SearchedRow[]);
}

/** The part of an Arrow column that is read here; by its own getters a scan takes ten times as long. */
type Data = {
  readonly values: ArrayLike<unknown>;
  readonly valueOffsets: Int32Array;
  readonly children: readonly Data[];
};

/** Where the rows of an answer lie in the table. */
export function addressesOf(batch: RecordBatch): BigUint64Array {
  return batch.getChild('_rowid')?.data[0]?.values as BigUint64Array;
}

function textsOf({ values, valueOffsets }: Data): (index: number) => string {
  const bytes = values as Uint8Array;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (index) => all.toString('utf8', valueOffsets[index], valueOffsets[index + 1]);
}

function listsOf({ valueOffsets, children }: Data): (index: number) => string[] {
  const text = textsOf(children[0] as Data);
  return (index) => {
    const list: string[] = [];
    for (let i = valueOffsets[index] ?? 0; i < (valueOffsets[index + 1] ?? 0); i += 1) list.push(text(i));
    return list;
  };
}

/** Takes a row into the overview, in place of what was known of it. */
export function noteRow(
  overview: Overview,
  row: Pick<CatalogRow, 'id' | 'saved' | 'deleted' | 'status' | 'tags' | 'seq' | 'indexed'>,
): void {
  overview.roster.put(row);
  overview.listed.delete(row.id);
  overview.lastSeq = Math.max(overview.lastSeq, row.seq);
  overview.indexed = Math.max(overview.indexed, row.indexed);
}
