import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { fold } from './fold.ts';

/** Characters of text around the first match. */
const EXCERPT_LENGTH = 180;
const LEAD_LENGTH = 50;
const MATCHES_MAX = 20;
/** What folding may make longer or shorter: marks that join a letter, letters that are two, and compatibility forms outside the usual blocks. */
const CHANGES_LENGTH =
  /[\p{M}ßẞæÆœŒþÞ\u0130\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u0640\u1100-\u11ff\u2100-\u2bff\u3200-\u33ff\ufb00-\ufdff\uff9e\uff9f]/u;
/** What is folded together: a letter with its marks, and the parts of Korean syllables. */
const TOGETHER = /[\u1100-\u11ff]+|\P{M}[\p{M}\uff9e\uff9f]*|\p{M}+/gu;

/** Beginning of a text that is looked through first, in characters: most texts answer there. */
const FIRST_PART = 20_000;

/** The part of a text where a query is met, with every match in it; undefined when nothing of it is there. */
export function excerptOf(text: string, query: string): LinkAnswer['excerpt'] {
  const terms = termsOf(query);
  const part = text.slice(0, FIRST_PART).toWellFormed();
  return excerptIn(part, terms) ?? (part.length < text.length ? excerptIn(text, terms) : undefined);
}

function excerptIn(text: string, terms: readonly string[]): LinkAnswer['excerpt'] {
  const flat = text.replace(/\s+/gu, ' ').trim();
  const { folded, placeOf, endOf } = foldWithPlaces(flat);
  const first = Math.min(...terms.map((term) => folded.indexOf(term)).filter((at) => at >= 0));
  if (!Number.isFinite(first)) return undefined;
  const from = wordStart(flat, Math.max(0, placeOf(first) - LEAD_LENGTH));
  const to = Math.min(flat.length, from + EXCERPT_LENGTH);
  const matches: [number, number][] = [];
  for (const term of terms) {
    for (
      let at = folded.indexOf(term, first);
      at >= 0 && matches.length < MATCHES_MAX;
      at = folded.indexOf(term, at + 1)
    ) {
      const start = placeOf(at);
      const end = endOf(at + term.length - 1);
      if (end > to) break;
      if (start >= from) matches.push([start - from, end - from]);
    }
  }
  return { text: flat.slice(from, to).toWellFormed(), matches: united(matches) };
}

/** The query whole, then its words, longest first, so that a match of all of it is shown rather than one of a part. */
function termsOf(query: string): string[] {
  const whole = fold(query).replace(/\s+/gu, ' ').trim();
  const parts = whole.split(/[^\p{L}\p{N}\p{M}]+/u).filter((part) => part !== '');
  return [...new Set([whole, ...parts.sort((a, b) => b.length - a.length)])].filter((term) => term !== '');
}

type Folded = {
  readonly folded: string;
  /** Where the letter begins, and where it ends, that folded character i is of. */
  placeOf(i: number): number;
  endOf(i: number): number;
};

/** Folding may change lengths: ㍍ becomes メートル. */
function foldWithPlaces(text: string): Folded {
  const whole = fold(text);
  // The usual case, at a hundredth of the cost: no letter changes its length.
  if (whole.length === text.length && !CHANGES_LENGTH.test(text))
    return { folded: whole, placeOf: (i) => i, endOf: (i) => i + 1 };
  let folded = '';
  const places: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const [letter] of text.matchAll(TOGETHER)) {
    const one = fold(letter);
    for (let i = 0; i < one.length; i += 1) {
      places.push(at);
      ends.push(at + letter.length);
    }
    folded += one;
    at += letter.length;
  }
  return { folded, placeOf: (i) => places[i] ?? text.length, endOf: (i) => ends[i] ?? text.length };
}

function wordStart(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.indexOf(' ', at);
  const start = space >= 0 && space - at < 15 ? space + 1 : at;
  return /[\udc00-\udfff]/.test(text[start] ?? '') ? start + 1 : start;
}

function united(matches: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [start, end] of matches.sort((a, b) => a[0] - b[0])) {
    const last = result[result.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}
