import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { filesOf, readText } from '../artifacts.ts';
import { withoutMarks } from '../markdown-text.ts';
import type { Records } from '../records.ts';
import type { Generation } from './lance.ts';
import { noteRow, type Overview } from './overview.ts';
import { type CatalogRow, INDEXED_TEXT_MAX_BYTES, rowOf } from './row.ts';
import { sqlIn } from './sql.ts';

/** Most links written to the index at once. */
export const BATCH_MAX = 500;
/** Records read at a time. */
const READERS = 16;
/** Versions looked through for one with text when the newest has none. */
const TEXT_VERSIONS_MAX = 5;

const NO_TEXT = { text: '', sha256: '' };

export type IndexSource = { readonly store: Store; readonly records: Records };

/**
 * Brings the rows of these links to what their records say now. Rows that say it already, and links whose record
 * cannot be read, stay as they were.
 */
export async function indexLinks(
  source: IndexSource,
  { table }: Generation,
  overview: Overview,
  linkIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (linkIds.length === 0) return;
  const read = await readRows(source, linkIds, signal);
  const known = new Map<string, string>();
  // An empty table is being filled: nothing can be known there.
  const found: { id: string; state: string }[] =
    overview.rows === 0
      ? []
      : await table
          .query()
          .where(
            sqlIn(
              'id',
              read.map(({ id }) => id),
            ),
          )
          .select(['id', 'state'])
          .toArray();
  for (const { id, state } of found) known.set(id, state);
  const gone = read.flatMap(({ id, row }) => (row === 'gone' && known.has(id) ? [id] : []));
  const rows = asChanged(read, known, overview);
  if (rows.length > 0) await mergeRows(table, rows);
  overview.unmerged.add(rows);
  if (gone.length > 0) await table.delete(sqlIn('id', gone));
  overview.written += 1;
  for (const id of gone) {
    forget(overview, id);
    overview.rows -= 1;
  }
  for (const row of rows) {
    if (!known.has(row.id)) overview.rows += 1;
    noteRow(overview, row);
  }
}

/**
 * Notes what the records of these links say now: queries see it at once, the table gets it with the next
 * {@link writeRecent}. Resolves with the links whose record is gone: for {@link removeLinks}. What has just been `made`,
 * with nothing but its record, is not read again.
 */
export async function noteLinks(
  source: IndexSource,
  overview: Overview,
  linkIds: readonly string[],
  signal: AbortSignal,
  made: ReadonlyMap<string, LinkRecord> = new Map(),
): Promise<string[]> {
  const { recent, roster } = overview;
  const fresh = new Map([...made].filter(([id]) => !roster.has(id)));
  const read = await readRows(
    source,
    linkIds.filter((id) => !fresh.has(id)),
    signal,
  );
  // One that is known by now was read by somebody else, after it was made.
  for (const [id, link] of fresh)
    if (!roster.has(id)) read.push({ id, row: rowOf(link, undefined, NO_TEXT) });
  const states = new Map([...recent].map(([id, { state }]) => [id, state]));
  for (const row of asChanged(read, states, overview)) {
    if ((recent.get(row.id)?.rev ?? 0) > row.rev) continue;
    recent.set(row.id, row);
    noteRow(overview, row);
  }
  return read.flatMap(({ id, row }) => (row === 'gone' ? [id] : []));
}

/** Takes out links whose record is gone, if it still is. */
export async function removeLinks(
  { records }: IndexSource,
  { table }: Generation,
  overview: Overview,
  linkIds: readonly string[],
): Promise<void> {
  const gone: string[] = [];
  for (const id of linkIds) {
    const record = await records.links.read(id);
    if (record.ok && !record.value) gone.push(id);
  }
  for (const id of gone) forget(overview, id);
  if (gone.length === 0) return;
  await table.delete(sqlIn('id', gone));
  overview.written += 1;
  overview.rows = await table.countRows();
}

function forget({ roster, listed, recent, unmerged }: Overview, id: string): void {
  roster.remove(id);
  listed.delete(id);
  recent.delete(id);
  unmerged.remove(id);
}

/** Writes what was noted into the table, at once: each writing is a file that every query opens. */
export async function writeRecent({ table }: Generation, overview: Overview): Promise<void> {
  const rows = [...overview.recent.values()];
  if (rows.length === 0) return;
  await mergeRows(table, rows);
  overview.rows = await table.countRows();
  overview.written += 1;
  overview.unmerged.add(rows);
  for (const row of rows) if (overview.recent.get(row.id) === row) overview.recent.delete(row.id);
}

/** Writes the rows of links into a generation that has none of them yet, and tells of them. */
export async function fillLinks(
  source: IndexSource,
  { table }: Generation,
  overview: Overview,
  linkIds: readonly string[],
  signal: AbortSignal,
  onRows: (rows: readonly CatalogRow[]) => void,
): Promise<void> {
  const rows = asChanged(await readRows(source, linkIds, signal), new Map(), overview);
  if (rows.length === 0) return;
  await table.add(rows);
  overview.rows += rows.length;
  for (const row of rows) noteRow(overview, row);
  onRows(rows);
}

async function mergeRows(table: Generation['table'], rows: CatalogRow[]): Promise<void> {
  await table
    .mergeInsert('id')
    .whenMatchedUpdateAll({ where: 'target.rev <= source.rev' })
    .whenNotMatchedInsertAll()
    .execute(rows);
}

function asChanged(
  read: readonly ReadRow[],
  known: ReadonlyMap<string, string>,
  overview: Overview,
): CatalogRow[] {
  const indexed = Date.now();
  return read
    .flatMap(({ row }) => (typeof row === 'object' ? [row] : []))
    .filter(({ id, state }) => known.get(id) !== state)
    .map((row, index) => ({ ...row, seq: overview.lastSeq + 1 + index, indexed }));
}

type ReadRow = {
  readonly id: string;
  readonly row: Omit<CatalogRow, 'seq' | 'indexed'> | 'gone' | 'unreadable';
};

async function readRows(
  source: IndexSource,
  linkIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadRow[]> {
  const read: ReadRow[] = [];
  const queue = [...linkIds];
  const reader = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      signal.throwIfAborted();
      read.push({ id, row: await readRow(source, id) });
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return read;
}

async function readRow({ store, records }: IndexSource, linkId: string): Promise<ReadRow['row']> {
  const link = await records.links.read(linkId);
  if (!link.ok) return 'unreadable';
  if (!link.value) return 'gone';
  const versions = await newestVersions(records, link.value);
  if (!versions.ok) return 'unreadable';
  const withText = versions.value.find(({ artifacts }) => artifacts.text !== undefined);
  const text = withText ? await readText(store, filesOf(withText), INDEXED_TEXT_MAX_BYTES) : ok('');
  return rowOf(link.value, versions.value[0], {
    text: text.ok ? withoutMarks(text.value) : '',
    sha256: text.ok ? (withText?.artifacts.text?.sha256 ?? '') : '',
  });
}

/** Newest first, as far back as one that has text. */
async function newestVersions(records: Records, link: LinkRecord): Promise<Result<SnapshotRecord[]>> {
  const versions: SnapshotRecord[] = [];
  for (const id of link.snapshotIds.slice(-TEXT_VERSIONS_MAX).reverse()) {
    const version = await records.snapshots.read(id);
    if (!version.ok && version.error.code !== 'storage-unavailable') return version;
    if (!version.ok || !version.value) continue;
    versions.push(version.value);
    if (version.value.artifacts.text) break;
  }
  return ok(versions);
}
