import type { LinksQuery } from '@stillpage/shared/schemas/link.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import type { Generation } from './lance.ts';
import { type FoundLink, listedRows } from './listed-rows.ts';
import type { Overview } from './overview.ts';
import type { Place, RosterFilter } from './roster.ts';
import type { ListedLink } from './row.ts';
import { search } from './search.ts';
import { sqlNumber } from './sql.ts';

export type Found = { readonly links: FoundLink[]; readonly next?: string };
export type Changes = { readonly links: ListedLink[]; readonly lastSeq: number; readonly more: boolean };

const FIRST_WINDOW_SEQ = 2000;
const WINDOW_GROWTH = 8;

/** One page of links: by relevance with `q`, else newest first. An unreadable `before` is undefined. */
export async function findLinks(
  generation: Generation,
  overview: Overview,
  query: LinksQuery,
): Promise<Found | undefined> {
  const filter: RosterFilter = {
    tags: query.tag.map(tagKey).filter((key) => key !== ''),
    status: query.status,
    trash: query.trash ?? false,
  };
  const q = query.q?.trim();
  if (q)
    return await overview.searching(() =>
      search(generation, overview, filter, { q, limit: query.limit, before: query.before }),
    );
  const cursor = parseCursor(query.before);
  if (query.before !== undefined && !cursor) return undefined;
  const places = overview.roster.newest(filter, cursor, query.limit + 1);
  const page = places.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    links: await listedRows(
      generation,
      overview,
      page.map(({ id }) => id),
    ),
    ...(places.length > query.limit && last ? { next: `${last.saved}_${last.id}` } : {}),
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
  const recent = new Map(overview.recent);
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
  const noted = [...recent.values()].filter((row) => row.seq > seq && row.seq <= end);
  rows = [...rows.filter(({ id }) => !recent.has(id)), ...noted].sort((a, b) => a.seq - b.seq);
  const page = rows.slice(0, limit);
  return {
    links: await listedRows(
      generation,
      overview,
      page.map(({ id }) => id),
    ),
    lastSeq: rows.length > limit ? (page[page.length - 1]?.seq ?? end) : Math.max(seq, end),
    more: rows.length > limit,
  };
}

function parseCursor(text: string | undefined): Place | undefined {
  const match = /^(\d{1,16})_([0-9a-z]{26})$/.exec(text ?? '');
  return match ? { saved: Number(match[1]), id: match[2] ?? '' } : undefined;
}
