import type { Generation } from './lance.ts';
import { addressesOf, type Overview } from './overview.ts';
import type { BestScores, Hit } from './recent-hits.ts';
import { sqlText } from './sql.ts';

/** Weight of a word in the title or a tag over one in the text. */
const NAME_BOOST = 4;
/** Searches whose hits are kept while nothing is written, a few hundred kilobytes: the same is often asked again, or by many. */
const KEPT_MAX = 50;

/** Words of a search up to which some of them in a title count: who asks for more pastes a text. */
const PARTLY_WORDS_MAX = 8;
/** Hits whose places are kept. */
const PLACES_KEPT_MAX = 10_000;
/** Times that hits are asked for whose rows are moved meanwhile. */
const MOVED_TRIES = 3;
/** Addresses are learned anew when there are so many more of them than rows: each merging of the table leaves as many behind. */
const ADDRESSES_SPARE = 100_000;
const ADDRESSES_SHARE = 3;

/** Hits of one search in what is written. The engine gave all it has when a list is shorter than was asked for. */
export type WordHits = {
  /** Links that have all words in title, address or tags. */
  readonly named: readonly Hit[];
  /** Links that have all words anywhere. */
  readonly scored: readonly Hit[];
  /** The most that one of them has for its text, and that names add; each 1 where there is none. */
  readonly best: BestScores;
};
/** Hits by what was asked, good for one state of the table. */
export type KeptHits = {
  written: number;
  readonly hits: Map<string, Promise<WordHits>>;
  /** Where the rows of these hits lie, by id. */
  readonly addresses: Map<string, bigint>;
};

/** The best `count` hits of each kind that the table has for these words, asked for once while nothing is written. */
export function wordHits(
  generation: Generation,
  overview: Overview,
  words: string,
  tags: readonly string[],
  count: number,
): Promise<WordHits> {
  const { hits } = keptNow(overview);
  const name = JSON.stringify([words, tags, count]);
  const known = hits.get(name);
  if (known) return known;
  const asked = askTable(generation, overview, words, tags, count);
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
  overview: Overview,
  words: string,
  tags: readonly string[],
  count: number,
): Promise<WordHits> {
  const { MatchQuery, Operator } = lance;
  const askOnce = async (column: 'names' | 'words', operator: 'And' | 'Or'): Promise<(Hit | undefined)[]> => {
    const asked = table
      .query()
      .fullTextSearch(new MatchQuery(words, column, { operator: Operator[operator] }));
    // The others are looked through in memory.
    if (overview.unmerged.rows()) asked.fastSearch();
    // The index on tags narrows a search before it ranks; what is left of the filter is looked up in memory.
    if (tags.length > 0) asked.where(`array_has_all(tag_keys, [${tags.map(sqlText).join(', ')}])`);
    const { written } = overview;
    const found: { address: bigint; _score: number }[] = [];
    for await (const batch of asked.select(['_score']).withRowId().limit(count)) {
      const scores = batch.getChild('_score')?.data[0]?.values as Float32Array;
      addressesOf(batch).forEach((address, i) => void found.push({ address, _score: scores[i] ?? 0 }));
    }
    const ids = await idsAt(table, overview, written, found);
    return found.map(({ _score }, i) => (ids[i] === undefined ? undefined : { id: ids[i], _score }));
  };
  const ask = async (column: 'names' | 'words', operator: 'And' | 'Or'): Promise<Hit[]> => {
    let hits: (Hit | undefined)[] = [];
    for (let tries = 0; tries < MOVED_TRIES; tries += 1) {
      hits = await askOnce(column, operator);
      if (hits.every((hit) => hit !== undefined)) break;
    }
    return hits.filter((hit) => hit !== undefined);
  };
  const { length } = words.split(' ');
  const isPartly = length > 1 && length <= PARTLY_WORDS_MAX;
  const [named, scored, partly] = await Promise.all([
    ask('names', 'And'),
    ask('words', 'And'),
    isPartly ? ask('names', 'Or') : [],
  ]);
  const inNames = new Map([...partly, ...named].map(({ id, _score }) => [id, NAME_BOOST * _score]));
  const boosted = scored.map(({ id, _score }) => ({ id, _score: _score + (inNames.get(id) ?? 0) }));
  // One that is not among the best by its text has at most what the last of them has.
  const least = scored.length < count ? 0 : (scored[scored.length - 1]?._score ?? 0);
  const inAll = new Map(boosted.map(({ id, _score }) => [id, _score]));
  const most = (scores: readonly number[]) => Math.max(0, ...scores) || 1;
  return {
    best: { text: most(scored.map(({ _score }) => _score)), names: most([...inNames.values()]) },
    named: named.map(({ id, _score }) => ({ id, _score: inAll.get(id) ?? least + NAME_BOOST * _score })),
    scored: boosted,
  };
}

/** The links of these hits; undefined for one that was rewritten meanwhile. */
async function idsAt(
  table: Generation['table'],
  overview: Overview,
  written: number,
  found: readonly { readonly address: bigint }[],
): Promise<(string | undefined)[]> {
  const { addresses, roster } = overview;
  const unknown = found
    .map(({ address }) => address)
    .filter((address) => addresses.slotAt(address) === undefined);
  if (unknown.length > 0) {
    if (addresses.capacity() > ADDRESSES_SPARE + overview.rows * ADDRESSES_SHARE) addresses.clear();
    const rows: { id: string; _rowid: bigint }[] = await table
      .takeRowIds(unknown)
      .select(['id'])
      .withRowId()
      .toArray();
    for (const { id, _rowid } of rows) {
      const slot = roster.slotOf(id);
      if (slot !== undefined) addresses.note(_rowid, slot);
    }
  }
  const ids = found.map(({ address }) => {
    const slot = addresses.slotAt(address);
    return slot === undefined ? undefined : roster.idAt(slot);
  });
  // Of a state of the table that is past it would be where an older row lay.
  if (overview.written === written) {
    const kept = keptNow(overview).addresses;
    if (kept.size > PLACES_KEPT_MAX) kept.clear();
    found.forEach(({ address }, i) => {
      const id = ids[i];
      if (id !== undefined) kept.set(id, address);
    });
  }
  return ids;
}

/** What is kept of the table as it is now. */
export function keptNow({ keptHits, written }: Overview): KeptHits {
  if (keptHits.written !== written) {
    keptHits.hits.clear();
    keptHits.addresses.clear();
    keptHits.written = written;
  }
  return keptHits;
}
