/** Letters whose compatibility form is themselves and that people type without their stroke, or as two. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ı: 'i',
  ς: 'σ',
  // Arabic and Persian keyboards give different signs for the same letters; the stretching one says nothing.
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ـ: '',
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/**
 * Marks that are left out in typing: on Latin and Greek letters all of them, the dots of Cyrillic ё and its stresses, the
 * points of Hebrew, the vowels and hamzas of Arabic. Those of other scripts are letters of their own: か is not が.
 */
const LEFT_OUT =
  /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}|(?<=\p{Script=Cyrillic})[\u0300\u0301\u0308]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/gu;
/** Beyond plain letters there may be something to leave out; most texts are done without looking. */
const MAY_HAVE_MARKS = /[\u00c0-\u052f\u0591-\u06ff\u1e00-\u1fff]/u;

/** One spelling for comparison: case, full width and composed forms alike, without the marks that people leave out. */
export function fold(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  if (!MAY_HAVE_MARKS.test(plain)) return plain;
  return plain
    .normalize('NFD')
    .replace(LEFT_OUT, '')
    .normalize('NFC')
    .replace(SPECIAL, (letter) => PLAIN[letter] ?? letter);
}
