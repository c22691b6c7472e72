import { withTexts } from './check-texts.ts';
import type { Generation } from './lance.ts';
import { listedWithExcerpts } from './listed-rows.ts';
import type { Overview, Ranking } from './overview.ts';
import { hasTagUnder, type ParsedSearch, parseSearch } from './parse-search.ts';
import type { Found } from './queries.ts';
import { type Hit, recentHits, rowsInMemory } from './recent-hits.ts';
import type { RosterFilter } from './roster.ts';
import { wordHits } from './word-hits.ts';
import { searchWords } from './words.ts';

/** Hits of a search that are ranked for its first page, and for a later one: no search has further ones. */
const RANKED_FIRST = 120;
const RANKED_MAX = 1000;
/** Different words of a search that are asked for, its first ones: a page that has so many of a paragraph has it all. */
const WORDS_MAX = 48;
/** Searches whose further pages are ready. */
const RANKINGS_KEPT = 20;

export type Search = { readonly q: string; readonly limit: number; readonly before: string | undefined };

/** One page of what a search found, best first. An unreadable `before` is undefined. */
export async function search(
  generation: Generation,
  overview: Overview,
  given: RosterFilter,
  { q, limit, before: cursor }: Search,
): Promise<Found | undefined> {
  const offset = cursor === undefined ? 0 : Number(/^r(\d{1,4})$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(offset)) return undefined;
  const { rankings } = overview;
  const asked = await parseSearch(q);
  const filter = { ...given, tags: [...given.tags, ...asked.tags] };
  const name = JSON.stringify([q, filter]);
  let ranking = offset > 0 ? rankings.get(name) : undefined;
  ranking ??= await rank(generation, overview, filter, asked, Math.max(RANKED_FIRST, limit + 1));
  if (!ranking.complete && ranking.ids.length <= offset + limit) {
    const all = await rank(generation, overview, filter, asked, RANKED_MAX);
    ranking = { ids: [...new Set([...ranking.ids, ...all.ids])], complete: true };
  }
  rankings.delete(name);
  if (ranking.ids.length > limit) rankings.set(name, ranking);
  for (const oldest of rankings.keys()) {
    if (rankings.size <= RANKINGS_KEPT) break;
    rankings.delete(oldest);
  }
  const page = ranking.ids.slice(offset, offset + limit).filter((id) => overview.roster.matches(id, filter));
  const links = await listedWithExcerpts(generation, overview, page, asked.text);
  return { links, ...(ranking.ids.length > offset + limit ? { next: `r${offset + limit}` } : {}) };
}

/** Every link that fits what is asked for, best first. */
async function rank(
  generation: Generation,
  overview: Overview,
  filter: RosterFilter,
  asked: ParsedSearch,
  count: number,
): Promise<Ranking> {
  const { roster } = overview;
  const { phrases, without, withoutTags, linkIds } = asked;
  const isLimited = phrases.length + without.length > 0;
  const needsMore = filter.status !== undefined || filter.trash || isLimited || withoutTags.length > 0;
  const limit = needsMore ? RANKED_MAX : count;
  const words = [...new Set(searchWords(asked.text).split(' '))].slice(0, WORDS_MAX).join(' ');
  const ranked =
    words === ''
      ? newest(overview, filter, asked, limit)
      : await byWords(generation, overview, filter, words, limit);
  const ids =
    withoutTags.length === 0
      ? ranked.ids
      : ranked.ids.filter((id) => !hasTagUnder(roster.tagsOf(id), withoutTags));
  const fitting = isLimited ? await withTexts(generation, overview, ids, asked) : ids;
  // Whoever asks for an address wants that page, whatever words it has.
  const named = linkIds.filter((id) => roster.matches(id, filter));
  return { ...ranked, ids: named.length > 0 ? [...new Set([...named, ...fitting])] : fitting };
}

/** Where no word is asked for but tags, or what must not be there: the newest links. */
function newest(
  { roster }: Overview,
  filter: RosterFilter,
  { tags, without, withoutTags }: ParsedSearch,
  limit: number,
): Ranking {
  if (tags.length + without.length + withoutTags.length === 0) return { ids: [], complete: true };
  const ids = roster.newest(filter, undefined, limit).map(({ id }) => id);
  return { ids, complete: limit === RANKED_MAX || ids.length < limit };
}

/** Links whose title, address or tags have all words or their beginnings come first, then those that have them elsewhere. */
async function byWords(
  generation: Generation,
  overview: Overview,
  filter: RosterFilter,
  words: string,
  limit: number,
): Promise<Ranking> {
  const inMemory = rowsInMemory(overview);
  const { named, scored, best } = overview.isSearchable
    ? await wordHits(generation, overview, words, filter.tags, limit)
    : { named: [], scored: [], best: { text: 1, names: 1 } };
  const complete = limit === RANKED_MAX || (named.length < limit && scored.length < limit);
  const { roster } = overview;
  const fresh = recentHits(inMemory.values(), words, best);
  const written = (hits: readonly Hit[]) => hits.filter(({ id }) => !inMemory.has(id));
  const inOrder = (hits: Hit[]) =>
    hits
      .filter(({ id }) => roster.matches(id, filter))
      .sort(
        (a, b) =>
          b._score - a._score || roster.savedAt(b.id) - roster.savedAt(a.id) || (a.id < b.id ? 1 : -1),
      )
      .map(({ id }) => id);
  const names = new Set(inOrder([...written(named), ...fresh.named]));
  const all = inOrder([...written(scored), ...fresh.scored]);
  return { ids: [...new Set([...all.filter((id) => names.has(id)), ...names, ...all])], complete };
}
