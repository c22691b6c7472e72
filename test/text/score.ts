/** How much of what a page should give was found, and how much of what was found belongs there; each from 0 to 1. */
export type Score = { readonly precision: number; readonly recall: number; readonly f1: number };

/** Compares two texts by their words, each as often as it comes; a letter of Chinese or Japanese counts as a word. */
export function compareWords(found: string, expected: string): Score {
  const wanted = countsOf(wordsOf(expected));
  const words = wordsOf(found);
  const total = wordsOf(expected).length;
  let common = 0;
  for (const [word, count] of countsOf(words)) common += Math.min(count, wanted.get(word) ?? 0);
  const precision = words.length === 0 ? Number(total === 0) : common / words.length;
  const recall = total === 0 ? 1 : common / total;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
}

/** Share of the passages that stand in a text; undefined when there are none to look for. */
export function shareFound(text: string, passages: readonly string[]): number | undefined {
  const inOneLine = (piece: string) => wordsOf(piece).join(' ');
  const whole = inOneLine(text);
  const asked = passages.map(inOneLine).filter((passage) => passage !== '');
  return asked.length === 0
    ? undefined
    : asked.filter((passage) => whole.includes(passage)).length / asked.length;
}

/** Markdown without its signs: what somebody reads of it. */
export function readAloud(markdown: string): string {
  return markdown
    .replace(/\]\((?:[^()]|\([^()]*\))*\)/g, '] ')
    .replace(/<\/?[a-z][^<>]*>/gi, ' ')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '');
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
