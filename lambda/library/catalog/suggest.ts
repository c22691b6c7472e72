import type { SuggestedTag, SuggestQuery } from '@stillpage/shared/schemas/suggest.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import type { Generation } from './lance.ts';
import type { Overview } from './overview.ts';
import { type Hit, recentNeighbours, rowsInMemory } from './recent-hits.ts';
import { siteWord } from './row.ts';
import { isPiece, searchWords } from './words.ts';

/** Neighbours of a page that are asked for their tags, of each kind. */
const NEIGHBOURS = 40;
/** Words of a text that are asked for: those that come most often in it, but for the commonest of any text. */
const TEXT_WORDS = 12;
const TITLE_WORDS = 24;
/** Tags whose words are kept, some megabytes. */
const TAG_WORDS_MAX = 50_000;
const LETTERS_MIN = 2;
/** Weight of the pages that share words of the title, of the site, of the text; and of a tag that the title names. */
const TITLE_WEIGHT = 1;
const SITE_WEIGHT = 0.6;
const TEXT_WEIGHT = 0.6;
const NAMED_WEIGHT = 1;
/** A tag on a single neighbour of little likeness says nothing. */
const SCORE_MIN = 0.04;

/** Tags for a page from what its nearest pages in this library are tagged, best first. */
export async function suggestTags(
  generation: Generation,
  overview: Overview,
  query: SuggestQuery,
): Promise<SuggestedTag[]> {
  const title = searchWords(query.title ?? '')
    .split(' ')
    .slice(0, TITLE_WORDS)
    .join(' ');
  const text = tellingWords(query.text ?? '');
  const [byTitle, bySite, byText] = await Promise.all([
    neighbours(generation, overview, 'words', title),
    neighbours(generation, overview, 'names', siteWord(query.url)),
    neighbours(generation, overview, 'words', text),
  ]);
  const scores = new Map<string, number>();
  const vote = (hits: readonly Hit[], weight: number) => {
    const best = hits[0]?._score ?? 1;
    const total = hits.reduce((sum, { _score }) => sum + (_score / best) ** 2, 0);
    for (const { id, _score } of hits)
      for (const tag of overview.roster.tagsOf(id))
        scores.set(tag, (scores.get(tag) ?? 0) + (weight * (_score / best) ** 2) / total);
  };
  vote(byTitle, TITLE_WEIGHT);
  vote(bySite, SITE_WEIGHT);
  vote(byText, TEXT_WEIGHT);

  const present = new Set(query.tags.map(tagKey));
  const named = ` ${searchWords([query.title ?? '', query.url ?? ''].join(' '))} `;
  const counts = overview.tags.list();
  for (const { tag } of counts) {
    const words = wordsOfTag(tag);
    if (words.length >= LETTERS_MIN && named.includes(` ${words} `))
      scores.set(tag, (scores.get(tag) ?? 0) + NAMED_WEIGHT);
  }
  const whole = TITLE_WEIGHT + SITE_WEIGHT + TEXT_WEIGHT + NAMED_WEIGHT;
  const spelled = new Map(counts.map(({ tag }) => [tagKey(tag), tag]));
  const merged = new Map<string, number>();
  for (const [tag, score] of scores) merged.set(tagKey(tag), (merged.get(tagKey(tag)) ?? 0) + score);
  return [...merged]
    .filter(([key, score]) => !present.has(key) && score >= SCORE_MIN && spelled.has(key))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, query.limit)
    .map(([key, score]) => ({
      tag: spelled.get(key) ?? key,
      score: Math.round(Math.min(1, (2 * score) / whole) * 1000) / 1000,
    }));
}

const tagWords = new Map<string, string>();

/** Made once for each tag: a library may have twenty thousand. */
function wordsOfTag(tag: string): string {
  const known = tagWords.get(tag);
  if (known !== undefined) return known;
  if (tagWords.size >= TAG_WORDS_MAX) tagWords.clear();
  const words = searchWords(tag.slice(tag.lastIndexOf('/') + 1));
  tagWords.set(tag, words);
  return words;
}

async function neighbours(
  { table, lance }: Generation,
  overview: Overview,
  column: 'names' | 'words',
  words: string,
): Promise<Hit[]> {
  if (words === '') return [];
  const noted = rowsInMemory(overview);
  const asked = table.query().fullTextSearch(new lance.MatchQuery(words, column));
  if (overview.unmerged.rows()) asked.fastSearch();
  const found: Hit[] = overview.isSearchable
    ? await asked.select(['id', '_score']).limit(NEIGHBOURS).toArray()
    : [];
  const written = found.filter(({ id }) => !noted.has(id));
  const fresh = recentNeighbours(noted.values(), column, words, found[0]?._score ?? 1);
  return [...written, ...fresh].sort((a, b) => b._score - a._score).slice(0, NEIGHBOURS);
}

/** The words that make a text what it is: met several times, and long enough to mean something. */
function tellingWords(text: string): string {
  const counts = new Map<string, number>();
  for (const word of searchWords(text).split(' ')) {
    const isLatin = /^[\p{Script=Latin}\d]+$/u.test(word);
    if (isPiece(word) || word.length < (isLatin ? 4 : 2)) continue;
    counts.set(word, (counts.get(word) ?? 0) + (isLatin ? Math.sqrt(word.length) / 2 : 1));
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, TEXT_WORDS)
    .map(([word]) => word)
    .join(' ');
}
