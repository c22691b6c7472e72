import type { LinkAnswer, LinksQuery } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import { excerptOf } from './excerpt.ts';
import type { Generation } from './lance.ts';
import type { Overview } from './overview.ts';
import type { ListedLink } from './row.ts';
import { sqlAnd, sqlIn, sqlNumber, sqlText } from './sql.ts';
import { fold, searchWords } from './words.ts';

export type Found = { readonly links: (ListedLink & Pick<LinkAnswer, 'excerpt'>)[]; readonly next?: string };
export type Changes = { readonly links: ListedLink[]; readonly lastSeq: number; readonly more: boolean };

/** First time window of a page of the newest links, in ms; it grows until the page is full. */
const FIRST_WINDOW_MS = 7 * 24 * 3_600_000;
const FIRST_WINDOW_SEQ = 2000;
const WINDOW_GROWTH = 8;
/** Most hits of one search that are ranked; every page of it ranks the same ones. */
const RANKED_MAX = 1000;
/** Searches whose further pages are ready. */
const RANKINGS_KEPT = 20;
/** Weight of a word in the title or a tag over one in the text. */
const NAME_BOOST = 4;

const NEWEST_FIRST = [
  { columnName: 'saved', ascending: false, nullsFirst: false },
  { columnName: 'id', ascending: false, nullsFirst: false },
];

/** One page of links: by relevance with `q`, else newest first. An unreadable `before` is undefined. */
export async function findLinks(
  generation: Generation,
  overview: Overview,
  query: LinksQuery,
): Promise<Found | undefined> {
  const filter = sqlAnd([
    query.trash ? 'deleted = true AND saved > 0' : 'deleted = false',
    ...tagConditions(query.tag),
    query.status && `status = ${sqlText(query.status)}`,
  ]);
  const q = query.q?.trim();
  if (q) return await search(generation, overview, filter, { ...query, q });
  const cursor = parseCursor(query.before);
  if (query.before !== undefined && !cursor) return undefined;
  const ids =
    query.tag.length > 0
      ? await newestIds(generation, sqlAnd([filter, before(cursor)]), query.limit + 1)
      : await newestInWindows(generation, overview, filter, cursor, query.limit + 1);
  const page = ids.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    links: await listedOf(
      generation,
      page.map(({ id }) => id),
    ),
    ...(ids.length > query.limit && last ? { next: `${last.saved}_${last.id}` } : {}),
  };
}

/** Links that changed after `seq`, in the order of their change. */
export async function findChanges(
  generation: Generation,
  overview: Overview,
  seq: number,
  limit: number,
): Promise<Changes> {
  // Taken once: rows that the indexer writes meanwhile belong to the next page.
  const end = overview.lastSeq;
  let rows: { seq: number; id: string }[] = [];
  for (let window = FIRST_WINDOW_SEQ; ; window *= WINDOW_GROWTH) {
    const to = Math.min(seq + window, end);
    rows = await generation.table
      .query()
      .where(`seq > ${sqlNumber(seq)} AND seq <= ${sqlNumber(to)}`)
      .select(['seq', 'id'])
      .orderBy([{ columnName: 'seq', ascending: true, nullsFirst: false }])
      .limit(limit + 1)
      .toArray();
    if (rows.length > limit || to >= end) break;
  }
  const page = rows.slice(0, limit);
  return {
    links: await listedOf(
      generation,
      page.map(({ id }) => id),
    ),
    lastSeq: rows.length > limit ? (page[page.length - 1]?.seq ?? end) : Math.max(seq, end),
    more: rows.length > limit,
  };
}

type Cursor = { readonly saved: number; readonly id: string };
type Place = { id: string; saved: number };

function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d{1,16})_([0-9a-z]{26})$/.exec(text ?? '');
  return match ? { saved: Number(match[1]), id: match[2] ?? '' } : undefined;
}

function before(cursor: Cursor | undefined): string | undefined {
  if (!cursor) return undefined;
  const at = sqlNumber(cursor.saved);
  return `saved <= ${at} AND (saved < ${at} OR id < ${sqlText(cursor.id)})`;
}

function tagConditions(tags: readonly string[]): string[] {
  const keys = tags.map(tagKey).filter((key) => key !== '');
  return keys.length === 0 ? [] : [`array_has_all(tag_keys, [${keys.map(sqlText).join(', ')}])`];
}

/** Sorting only narrow columns: a bare order over whole rows reads all of them. */
async function newestIds({ table }: Generation, filter: string, limit: number): Promise<Place[]> {
  return await table
    .query()
    .where(filter)
    .select(['id', 'saved'])
    .orderBy(NEWEST_FIRST)
    .limit(limit)
    .toArray();
}

/** Newest first through the index on the time, in windows that grow until the page is full. */
async function newestInWindows(
  generation: Generation,
  overview: Overview,
  filter: string,
  cursor: Cursor | undefined,
  limit: number,
): Promise<Place[]> {
  const from = cursor?.saved ?? overview.newestSave;
  for (let window = FIRST_WINDOW_MS; ; window *= WINDOW_GROWTH) {
    const bound = from - window;
    const ids = await newestIds(
      generation,
      sqlAnd([filter, before(cursor), `saved >= ${sqlNumber(bound)}`]),
      limit,
    );
    if (ids.length >= limit || !(bound > overview.oldestSave)) return ids;
  }
}

async function search(
  generation: Generation,
  overview: Overview,
  filter: string,
  { q, limit, before: cursor }: LinksQuery & { q: string },
): Promise<Found | undefined> {
  const offset = cursor === undefined ? 0 : Number(/^r(\d{1,4})$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(offset)) return undefined;
  const { rankings } = overview;
  const name = JSON.stringify([q, filter]);
  const ranked = (offset > 0 && rankings.get(name)) || (await rankedIds(generation, filter, q));
  rankings.delete(name);
  if (ranked.length > limit) rankings.set(name, ranked);
  for (const oldest of rankings.keys()) if (rankings.size > RANKINGS_KEPT) rankings.delete(oldest);
  const page = ranked.slice(offset, offset + limit);
  const links = await listedOf(generation, page, q, filter);
  return { links, ...(ranked.length > offset + limit ? { next: `r${offset + limit}` } : {}) };
}

/** Links whose title, address or tag contains the query come first (it also finds prefixes and single characters), then those whose text has its words. */
async function rankedIds(generation: Generation, filter: string, q: string): Promise<string[]> {
  const { table, lance } = generation;
  const { BooleanQuery, MatchQuery, Occur, Operator } = lance;
  const words = searchWords(q);
  const scored: (Place & { _score: number })[] =
    words === ''
      ? []
      : await table
          .query()
          .fullTextSearch(
            new BooleanQuery([
              [Occur.Must, new MatchQuery(words, 'words', { operator: Operator.And })],
              [Occur.Should, new MatchQuery(words, 'name_words', { boost: NAME_BOOST })],
            ]),
          )
          .where(filter)
          .select(['id', 'saved', '_score'])
          .limit(RANKED_MAX)
          .toArray();
  const named = await newestIds(
    generation,
    sqlAnd([filter, `contains(names, ${sqlText(fold(q))})`]),
    RANKED_MAX,
  );
  const inNames = new Set(named.map(({ id }) => id));
  const byScore = scored
    .sort((a, b) => b._score - a._score || b.saved - a.saved || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
  return [...new Set([...byScore.filter((id) => inNames.has(id)), ...inNames, ...byScore])].slice(
    0,
    RANKED_MAX,
  );
}

/** With `q`, only those that `filter` still holds for: the ranking may be some time old. */
async function listedOf(
  { table }: Generation,
  ids: readonly string[],
  q?: string,
  filter?: string,
): Promise<Found['links']> {
  if (ids.length === 0) return [];
  const rows: { id: string; listed: string; text?: string }[] = await table
    .query()
    .where(sqlAnd([sqlIn('id', ids), filter]))
    .select(q === undefined ? ['id', 'listed'] : ['id', 'listed', 'text'])
    .toArray();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const excerpt = q === undefined || !row.text ? undefined : excerptOf(row.text, q);
    return [{ ...(JSON.parse(row.listed) as ListedLink), ...(excerpt ? { excerpt } : {}) }];
  });
}
