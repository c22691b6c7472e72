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
