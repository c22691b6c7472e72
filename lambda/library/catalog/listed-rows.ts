import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { excerptOf } from './excerpt.ts';
import type { Generation } from './lance.ts';
import type { Overview } from './overview.ts';
import type { ListedLink } from './row.ts';
import { sqlIn } from './sql.ts';

export type FoundLink = ListedLink & Pick<LinkAnswer, 'excerpt'>;

/** Links whose listing is kept: the newest pages of a person who looks around, two megabytes or so. */
const LISTED_MAX = 3000;

/** What lists show of these links, in this order; links that have no row are left out. */
export async function listedRows(
  { table }: Generation,
  { listed }: Overview,
  ids: readonly string[],
): Promise<ListedLink[]> {
  const missing = ids.filter((id) => !listed.has(id));
  const found = new Map<string, string>();
  if (missing.length > 0) {
    const rows: { id: string; listed: string }[] = await table
      .query()
      .where(sqlIn('id', missing))
      .select(['id', 'listed'])
      .toArray();
    for (const row of rows) found.set(row.id, row.listed);
  }
  const texts = ids.map((id) => listed.get(id) ?? found.get(id));
  for (const [id, text] of found) listed.set(id, text);
  for (const oldest of listed.keys()) {
    if (listed.size <= LISTED_MAX) break;
    listed.delete(oldest);
  }
  return texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as ListedLink]));
}

/** The same with the part of the text where `q` is met. */
export async function listedWithExcerpts(
  { table }: Generation,
  ids: readonly string[],
  q: string,
): Promise<FoundLink[]> {
  if (ids.length === 0) return [];
  const rows: { id: string; listed: string; text: string }[] = await table
    .query()
    .where(sqlIn('id', ids))
    .select(['id', 'listed', 'text'])
    .toArray();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const excerpt = row.text === '' ? undefined : excerptOf(row.text, q);
    return [{ ...(JSON.parse(row.listed) as ListedLink), ...(excerpt ? { excerpt } : {}) }];
  });
}
