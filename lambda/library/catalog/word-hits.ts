import type { Generation } from './lance.ts';
import type { Overview } from './overview.ts';
import type { Hit } from './recent-hits.ts';
import { sqlText } from './sql.ts';

/** Weight of a word in the title or a tag over one in the text. */
const NAME_BOOST = 4;
/** Searches whose hits are kept while nothing is written, a few hundred kilobytes: the same is often asked again, or by many. */
const KEPT_MAX = 50;

/** Hits of one search in what is written. The engine gave all it has when a list is shorter than was asked for. */
export type WordHits = {
  /** Links that have all words in title, address or tags. */
  readonly named: readonly Hit[];
  /** Links that have all words anywhere. */
  readonly scored: readonly Hit[];
};
/** Hits by what was asked, good for one state of the table. */
export type KeptHits = { written: number; readonly hits: Map<string, Promise<WordHits>> };

/** The best `count` hits of each kind that the table has for these words, asked for once while nothing is written. */
export function wordHits(
  generation: Generation,
  { keptHits, written }: Overview,
  words: string,
  tags: readonly string[],
  count: number,
): Promise<WordHits> {
  if (keptHits.written !== written) {
    keptHits.hits.clear();
    keptHits.written = written;
  }
  const { hits } = keptHits;
  const name = JSON.stringify([words, tags, count]);
  const known = hits.get(name);
  if (known) return known;
  const asked = askTable(generation, words, tags, count);
  hits.set(name, asked);
  // One that fails is asked again, by whoever comes next.
  asked.catch(() => hits.delete(name));
  for (const oldest of hits.keys()) {
    if (hits.size <= KEPT_MAX) break;
    hits.delete(oldest);
  }
  return asked;
}

/**
 * Each list by a query of its own, put together here: the engine leaves out of a plain list what cannot come in it
 * any more, and scores every link that has the words where two columns are asked at once (25 ms for a common pair of
 * Chinese letters at 100,000 links in place of 5, and ten times that at a million).
 */
async function askTable(
  { table, lance }: Generation,
  words: string,
  tags: readonly string[],
  count: number,
): Promise<WordHits> {
  const { MatchQuery, Operator } = lance;
  const ask = async (column: 'names' | 'words', operator: 'And' | 'Or'): Promise<Hit[]> => {
    const asked = table
      .query()
      .fullTextSearch(new MatchQuery(words, column, { operator: Operator[operator] }));
    // The index on tags narrows a search before it ranks; what is left of the filter is looked up in memory.
    if (tags.length > 0) asked.where(`array_has_all(tag_keys, [${tags.map(sqlText).join(', ')}])`);
    return await asked.select(['id', '_score']).limit(count).toArray();
  };
  const isOne = !words.includes(' ');
  const [named, scored, partly] = await Promise.all([
    ask('names', 'And'),
    ask('words', 'And'),
    isOne ? [] : ask('names', 'Or'),
  ]);
  const inNames = new Map([...partly, ...named].map(({ id, _score }) => [id, NAME_BOOST * _score]));
  const boosted = scored.map(({ id, _score }) => ({ id, _score: _score + (inNames.get(id) ?? 0) }));
  // One that is not among the best by its text has at most what the last of them has.
  const least = scored.length < count ? 0 : (scored[scored.length - 1]?._score ?? 0);
  const inAll = new Map(boosted.map(({ id, _score }) => [id, _score]));
  return {
    named: named.map(({ id, _score }) => ({ id, _score: inAll.get(id) ?? least + NAME_BOOST * _score })),
    scored: boosted,
  };
}
