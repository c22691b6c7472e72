/** One link of the benchmark's library. Times are milliseconds since 1970. */
export type BenchLink = {
  readonly url: string;
  readonly title: string;
  readonly tags: string[];
  readonly note: string;
  readonly text: string;
  readonly saved: number;
};

/** Words of a page's text. */
const WORDS_A_PAGE = 120;
const VOCABULARY = 30_000;
const TAGS = 800;
const NEWEST = Date.UTC(2026, 9, 1);
/** Between two saves on average, in ms: a hundred thousand in eleven years. */
const BETWEEN_SAVES_MS = 3_500_000;

const ONSETS = 'b br c ch d dr f g gr h j k l m n p pl qu r s sh st t th tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea ou'.split(' ');
const ENDS = ['', '', 'n', 'r', 's', 't', 'l', 'm', 'nd', 'st'];
/** The first of the usual characters' block that many texts use: enough for pairs as common and as rare as real ones. */
const HAN_FIRST = 0x4e00;
const HAN_COUNT = 2500;

/** The same pages for the same count: every second one Chinese, words and tags by Zipf's law. */
export function* benchLinks(count: number): Generator<BenchLink> {
  const random = seeded(20_261_001);
  const english = Array.from({ length: VOCABULARY }, () => word(random));
  const chinese = Array.from({ length: VOCABULARY }, () => han(random) + han(random));
  const zipf = zipfian(random, VOCABULARY);
  const tagZipf = zipfian(random, TAGS);
  const tagNames = Array.from({ length: TAGS }, (_, i) => tagName(i, english, chinese));
  for (let index = 0; index < count; index += 1) {
    const words = index % 2 === 0 ? english : chinese;
    const between = index % 2 === 0 ? ' ' : '';
    const pick = (length: number) => Array.from({ length }, () => words[zipf()] ?? '').join(between);
    const tags = new Set(
      Array.from({ length: 1 + Math.floor(random() * 5) }, () => tagNames[tagZipf()] ?? ''),
    );
    const host = `${english[Math.floor(random() ** 3 * 4000)]}.example`;
    yield {
      url: `https://${host}/${english[zipf()]}/${index}`,
      title: pick(5 + Math.floor(random() * 5)),
      tags: [...tags],
      note: random() < 0.1 ? pick(8) : '',
      text: Array.from({ length: 6 }, () => pick(WORDS_A_PAGE / 6)).join('\n\n'),
      saved: NEWEST - (count - index) * BETWEEN_SAVES_MS - Math.floor(random() * BETWEEN_SAVES_MS),
    };
  }
}

/** Words and tags to ask for: common, middling and rare ones, of both languages; `count` of words when it is given. */
export function benchQuestions(count?: number): { words: string[]; tagPairs: [string, string][] } {
  const random = seeded(20_261_001);
  const english = Array.from({ length: VOCABULARY }, () => word(random));
  const chinese = Array.from({ length: VOCABULARY }, () => han(random) + han(random));
  const tag = (i: number) => tagName(i, english, chinese);
  const ranks =
    count === undefined
      ? [2, 9, 40, 200, 1200, 9000]
      : Array.from({ length: count / 2 }, (_, i) => i * 9 + 1);
  return {
    words: [
      ...ranks.map((rank) => english[rank] ?? ''),
      ...ranks.map((rank) => chinese[rank] ?? ''),
      ...(count === undefined ? [`${english[5]} ${english[31]}`, `${chinese[5]}${chinese[31]}`] : []),
    ],
    tagPairs: [
      [tag(0), tag(1)],
      [tag(1), tag(4)],
      [tag(3), tag(20)],
      [tag(7), tag(90)],
      [tag(30), tag(31)],
      [tag(0), tag(500)],
    ],
  };
}

function tagName(index: number, english: readonly string[], chinese: readonly string[]): string {
  const name = (index % 2 === 0 ? english : chinese)[index * 7] ?? '';
  // Every fifth lies under another one.
  return index % 5 === 4 ? `${english[(index % 40) * 7]}/${name}` : name;
}

function word(random: () => number): string {
  const part = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] ?? of[0];
  const syllables = 1 + Math.floor(random() * 3);
  return Array.from({ length: syllables }, () => `${part(ONSETS)}${part(VOWELS)}${part(ENDS)}`).join('');
}

function han(random: () => number): string {
  return String.fromCharCode(HAN_FIRST + Math.floor(random() ** 5 * HAN_COUNT));
}

function zipfian(random: () => number, size: number): () => number {
  const cumulative = new Float64Array(size);
  let sum = 0;
  for (let rank = 0; rank < size; rank += 1) cumulative[rank] = sum += 1 / (rank + 2.7);
  return () => {
    const at = random() * sum;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Mulberry32: the same numbers everywhere. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
