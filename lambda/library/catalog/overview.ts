import type { Generation } from './lance.ts';
import { createRoster, type Roster } from './roster.ts';
import type { CatalogRow } from './row.ts';
import type { TagPostings } from './tag-postings.ts';

/** What is kept in memory about a generation. Times are milliseconds since 1970. */
export type Overview = {
  readonly roster: Roster;
  readonly tags: TagPostings;
  rows: number;
  lastSeq: number;
  /** When the newest row was indexed. */
  indexed: number;
  /** Recent searches with the links they found, in order: the pages of one search neither miss nor repeat while rows change. */
  readonly rankings: Map<string, Ranking>;
  /** What lists show of links lately listed, by id; some kilobytes each thousand. */
  readonly listed: Map<string, string>;
};
export type Ranking = { readonly ids: string[]; readonly complete: boolean };

const COLUMNS = ['id', 'saved', 'deleted', 'status', 'tags', 'seq', 'indexed'] as const;

/** Reads a generation through once, narrow columns only: some 200 ms for 100,000 links. */
export async function readOverview(generation: Generation): Promise<Overview> {
  const roster = createRoster();
  const overview: Overview = {
    roster,
    tags: roster.tags,
    rows: 0,
    lastSeq: 0,
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
  overview.rows = await generation.table.countRows();
}

async function readInto(
  overview: Overview,
  { table }: Generation,
  filter: string | undefined,
): Promise<void> {
  const query = table.query().select([...COLUMNS]);
  for await (const batch of filter === undefined ? query : query.where(filter)) {
    const [id, saved, deleted, status, tags, seq, indexed] = COLUMNS.map((name) => batch.getChild(name));
    for (let i = 0; i < batch.numRows; i += 1)
      noteRow(overview, {
        id: id?.get(i),
        saved: saved?.get(i),
        deleted: deleted?.get(i),
        status: status?.get(i),
        tags: listOf(tags?.get(i)),
        seq: seq?.get(i),
        indexed: indexed?.get(i),
      });
  }
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

/** A list column's value, which comes as an Arrow vector, as strings. */
export function listOf(value: unknown): string[] {
  return value === null || value === undefined ? [] : [...(value as Iterable<string>)];
}
