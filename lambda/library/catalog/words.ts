import { fold } from './fold.ts';

/** Scripts written without spaces between words, and Hangul, whose words carry endings. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
/** Pictures stand alone among words: one of a family is found by any of its members, whatever their skin. */
const PICTURE = /\p{Regional_Indicator}{2}|(?=\P{Emoji_Modifier})\p{Extended_Pictographic}/gu;
const NO_WORD =
  /(?:[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{Regional_Indicator}]|[\ufe0e\ufe0f\u20e3])+/gu;

/** Names of which signs are the better part, and the words they are kept as beside their letters: `C++` is not `C`. */
const SIGNED: readonly [RegExp, string][] = [
  [/(?<![\p{L}\p{N}])([a-z])\+\+(?!\+)/gu, '$1 $1plusplus '],
  [/(?<![\p{L}\p{N}])([a-z])#(?![\p{L}\p{N}#])/gu, '$1 $1sharp '],
  [/(?<![\p{L}\p{N}])\.net(?![\p{L}\p{N}])/gu, ' net dotnet '],
];

/** Words with a digit in them, as far as they may be numbers that only one page has: of an order, a video, a revision. */
const NUMBERED = /(?<=^| )(?=[^ ]*\p{Nd})[^ ]{5,}/gu;
const DIGITS = /^\p{Nd}+$/u;
/** Letters and digits by turns: `dqw4w9wgxcq`, but not `windows11`. */
const MIXED = /\p{Nd}\P{Nd}+\p{Nd}/u;
const MIXED_MIN_LENGTH = 8;
/** Letters of a piece: some thousand different ones at each place. */
const DIGITS_PIECE = 3;
const MIXED_PIECE = 2;
/** In no word of a text. */
const PIECE_MARK = '·';
/** One of these stands in every piece of a number, so that pieces of two numbers of one page seldom make up a third. */
const SIGNS = 'abcdefghijklmnop';

/**
 * Text as the words that are indexed and asked for. Where words are not separated by spaces every pair of neighbours is
 * a word: a dictionary would keep 人工智能 whole and then not find 智能. A single one stands for itself. Long numbers
 * are kept in pieces, since the engine holds some 60 bytes of memory for every different word.
 */
export function searchWords(text: string): string {
  let folded = fold(text.toWellFormed());
  for (const [form, words] of SIGNED) folded = folded.replace(form, words);
  return folded
    .replace(PICTURE, ' $& ')
    .replace(UNSPACED, (run) => ` ${pairs(run).join(' ')} `)
    .replace(NO_WORD, ' ')
    .replace(NUMBERED, inPieces)
    .trim();
}

/** True of a part of a number, which means nothing by itself. */
export function isPiece(word: string): boolean {
  return word.includes(PIECE_MARK);
}

/** A long number as pieces that say at which place they stand, and the last one that it is the last: 12345 is not found in 123456. */
function inPieces(word: string): string {
  const letters = [...word];
  const isNumber = DIGITS.test(word);
  if (!isNumber && (letters.length < MIXED_MIN_LENGTH || !MIXED.test(word))) return word;
  const size = isNumber ? DIGITS_PIECE : MIXED_PIECE;
  const sign = signOf(word);
  const pieces: string[] = [];
  for (let at = 0; at < letters.length; at += size)
    pieces.push(`${pieces.length}${sign}${PIECE_MARK}${letters.slice(at, at + size).join('')}`);
  return `${pieces.join(' ')}${PIECE_MARK}`;
}

function signOf(word: string): string {
  let sum = 0;
  for (let at = 0; at < word.length; at += 1) sum = (sum * 31 + word.charCodeAt(at)) % 65_521;
  return SIGNS[sum % SIGNS.length] ?? '';
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
