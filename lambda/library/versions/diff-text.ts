import type { DiffAnswer, TextPart } from '@stillpage/shared/schemas/version.ts';
import { diffLines, diffWords } from 'diff';

/** Longest text that is compared, in characters: a book of 150 pages. */
export const DIFF_TEXT_MAX_LENGTH = 300_000;
/** Longest changed passage that is compared word by word, in characters; a longer one is shown as replaced. */
const WORDS_MAX_LENGTH = 20_000;
/** Longest time for one comparison, in ms: two texts that share nothing take the longest. */
const DIFF_TIMEOUT_MS = 2_000;

/** What changed between two texts: by lines, and within changed lines by words, in Chinese too. */
export function diffTexts(before: string, after: string): DiffAnswer['text'] {
  const [a, b] = [before.slice(0, DIFF_TEXT_MAX_LENGTH), after.slice(0, DIFF_TEXT_MAX_LENGTH)];
  const lines = diffLines(a, b, { timeout: DIFF_TIMEOUT_MS }) ?? [
    { removed: true, added: false, value: a },
    { added: true, removed: false, value: b },
  ];
  const parts: TextPart[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [line, next] = [lines[at], lines[at + 1]];
    if (!line) continue;
    if (line.removed && next?.added && line.value.length + next.value.length <= WORDS_MAX_LENGTH) {
      parts.push(...wordParts(line.value, next.value));
      at += 1;
    } else parts.push(partOf(line));
  }
  const count = (kind: TextPart['kind']) =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.text.length : 0), 0);
  return {
    added: count('added'),
    removed: count('removed'),
    cut: before.length > a.length || after.length > b.length,
    parts: parts.filter(({ text }) => text !== ''),
  };
}

function wordParts(before: string, after: string): TextPart[] {
  const intlSegmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  const words = diffWords(before, after, { intlSegmenter, timeout: DIFF_TIMEOUT_MS });
  return words
    ? words.map(partOf)
    : [
        { kind: 'removed', text: before },
        { kind: 'added', text: after },
      ];
}

function partOf({ added, removed, value }: { added: boolean; removed: boolean; value: string }): TextPart {
  return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value };
}
