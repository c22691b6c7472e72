import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { excerptOf } from './excerpt.ts';
import type { Generation } from './lance.ts';
import type { Overview } from './overview.ts';
import type { ListedLink } from './row.ts';
import { sqlIn } from './sql.ts';
import type { SearchedRow } from './unmerged.ts';
import { keptNow } from './word-hits.ts';

export type FoundLink = ListedLink & Pick<LinkAnswer, 'excerpt'>;

/** Links whose listing is kept: the newest pages of a person who looks around, two megabytes or so. */
const LISTED_MAX = 3000;

/** What lists show of these links, in this order; links that have no row are left out. */
export async function listedRows(
  { table }: Generation,
  overview: Overview,
  ids: readonly string[],
): Promise<ListedLink[]> {
  const { listed, recent } = overview;
  // Looked up once: what is noted may be written while the table answers.
  const inMemory = ids.map((id) => [id, rowInMemory(overview, id)?.listed ?? listed.get(id)] as const);
  const known = new Map(inMemory);
  const missing = ids.filter((id) => known.get(id) === undefined);
  const found = new Map<string, string>();
  if (missing.length > 0) {
    const rows: { id: string; listed: string }[] = await table
      .query()
      .where(sqlIn('id', missing))
      .select(['id', 'listed'])
      .toArray();
    for (const row of rows) found.set(row.id, row.listed);
  }
  const texts = ids.map((id) => known.get(id) ?? found.get(id));
  for (const [id, text] of found) if (!recent.has(id)) listed.set(id, text);
  for (const oldest of listed.keys()) {
    if (listed.size <= LISTED_MAX) break;
    listed.delete(oldest);
  }
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as ListedLink]));
}

/** The same with the part of the text where `q` is met. */
export async function listedWithExcerpts(
  generation: Generation,
  overview: Overview,
  ids: readonly string[],
  q: string,
): Promise<FoundLink[]> {
  return (await rowsWithText(generation, overview, ids)).map(({ listed, text }) => {
    const excerpt = text === '' ? undefined : excerptOf(text, q);
    return { ...(JSON.parse(listed) as ListedLink), ...(excerpt ? { excerpt } : {}) };
  });
}

function rowInMemory({ recent, unmerged }: Overview, id: string): SearchedRow | undefined {
  return recent.get(id) ?? unmerged.rows()?.get(id);
}

export type RowWithText = { readonly id: string; readonly listed: string; readonly text: string };

/** What lists show of these links and their text, in this order; links that have no row are left out. */
export async function rowsWithText(
  { table }: Generation,
  overview: Overview,
  ids: readonly string[],
): Promise<RowWithText[]> {
  const noted = new Map(ids.map((id) => [id, rowInMemory(overview, id)]));
  const byId = new Map<string, RowWithText>();
  const take = async (query: { select(columns: string[]): { toArray(): Promise<RowWithText[]> } }) => {
    for (const row of await query.select(['id', 'listed', 'text']).toArray()) byId.set(row.id, row);
  };
  const isMissing = (id: string) => !noted.get(id) && !byId.has(id);
  // Where a search has just found them; one that was rewritten since is not there any more.
  const { addresses } = keptNow(overview);
  const found = ids.filter(isMissing).flatMap((id) => addresses.get(id) ?? []);
  if (found.length > 0) await take(table.takeRowIds(found));
  const missing = ids.filter(isMissing);
  if (missing.length > 0) await take(table.query().where(sqlIn('id', missing)));
  return ids.flatMap((id) => noted.get(id) ?? byId.get(id) ?? []);
}
