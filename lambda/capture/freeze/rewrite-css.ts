import { tokenize, tokenTypes } from 'css-tree';
import type { CssContext, Segment } from './css-context.ts';
import { tokensOf } from './css-token.ts';
import { rewriteTokens } from './rewrite-tokens.ts';

/** Whole rules that are worked on at once, in characters: all tokens of a 20 MB sheet would take gigabytes. */
const PIECE_LENGTH = 100_000;
/** Pieces that may wait for the bytes of their pictures; each picture of a rule is a promise or two. */
const PIECES_WAITING = 8;
const OPENERS = new Set([
  tokenTypes.LeftCurlyBracket,
  tokenTypes.LeftParenthesis,
  tokenTypes.LeftSquareBracket,
  tokenTypes.Function,
]);
const CLOSING = new Set([
  tokenTypes.RightCurlyBracket,
  tokenTypes.RightParenthesis,
  tokenTypes.RightSquareBracket,
]);

/**
 * CSS that looks the same and asks for nothing: every resource becomes a `data:` address, imports are put in place,
 * animations and entry transitions are taken out (their present values stand on the elements), selectors for states
 * that need script learn the attribute that stands for them. No `<` in the result is followed by a letter, `/`, `!`
 * or `?`, whatever the sheet says, so it cannot end or open an element.
 */
export async function rewriteCss(
  text: string,
  base: string,
  context: CssContext,
  attribute = false,
): Promise<string> {
  const done: Array<Promise<string>> = [];
  let from = 0;
  for (const end of attribute ? [text.length] : pieceEnds(text)) {
    const tokens = tokensOf(text.slice(from, end));
    done.push(joined(rewriteTokens(tokens, base, context, !attribute && from === 0)));
    from = end;
    await done.at(-PIECES_WAITING);
  }
  return (await Promise.all(done)).join('');
}

/** Where a sheet can be cut: behind rules that stand in no other; its end is the last. */
function pieceEnds(text: string): number[] {
  if (text.length <= PIECE_LENGTH * 2) return [text.length];
  const ends: number[] = [];
  let depth = 0;
  let from = 0;
  tokenize(text, (type, _start, end) => {
    if (OPENERS.has(type)) depth += 1;
    else if (CLOSING.has(type)) depth = Math.max(0, depth - 1);
    if (depth > 0 || type !== tokenTypes.RightCurlyBracket || end - from < PIECE_LENGTH) return;
    ends.push(end);
    from = end;
  });
  return [...ends, text.length];
}

/** Neighbouring finished texts come together first: as promises, the tokens of a sheet would cost more than all the rest. */
async function joined(segments: readonly Segment[]): Promise<string> {
  const out: Segment[] = [];
  let texts: string[] = [];
  for (const segment of segments) {
    if (typeof segment === 'string') texts.push(segment);
    else {
      out.push(texts.join(''), segment);
      texts = [];
    }
  }
  out.push(texts.join(''));
  return (await Promise.all(out)).join('');
}
