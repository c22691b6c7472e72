/** Scripts written without spaces between words, and Hangul, whose words carry endings. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;

/** One spelling for comparison: full-width letters, case and composed forms made alike. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * Text as the words that are indexed and asked for. Where words are not separated by spaces every pair of neighbours is
 * a word: a dictionary would keep 人工智能 whole and then not find 智能. A single one stands for itself.
 */
export function searchWords(text: string): string {
  return fold(text.toWellFormed())
    .replace(UNSPACED, (run) => ` ${pairs(run).join(' ')} `)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

function pairs(run: string): string[] {
  const letters = [...run];
  if (letters.length === 1) return letters;
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Longest beginning of a word that is a word of its own in names, in letters: who typed more has the word. */
const BEGINNING_MAX = 10;

/**
 * The words of a title, address or tag, with all their beginnings, so that names are found while they are typed, and
 * with the single letters of words that have no spaces between them.
 */
export function nameWords(text: string): string {
  const words = new Set<string>();
  for (const word of searchWords(text).split(' ')) {
    if (word === '') continue;
    const letters = [...word];
    words.add(word);
    if (isUnspaced(word)) for (const letter of letters) words.add(letter);
    // A number is asked for whole, and its beginnings would fill the index.
    else if (!/\d/.test(word))
      for (let length = 1; length < Math.min(letters.length, BEGINNING_MAX + 1); length += 1)
        words.add(letters.slice(0, length).join(''));
  }
  return [...words].join(' ');
}

function isUnspaced(word: string): boolean {
  UNSPACED.lastIndex = 0;
  return UNSPACED.test(word);
}
