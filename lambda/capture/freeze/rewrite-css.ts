import { tokenize, tokenTypes } from 'css-tree';
import type { CssContext, Segment } from './css-context.ts';
import type { Token } from './css-token.ts';
import { rewriteTokens } from './rewrite-tokens.ts';

/** Tokens of whole rules that are worked on at once: all tokens of a 20 MB sheet would take gigabytes. */
const TOKENS_AT_ONCE = 20_000;
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
  const done: Segment[] = [];
  let tokens: Token[] = [];
  let depth = 0;
  let begun = false;
  const finish = () => {
    done.push(...joined(rewriteTokens(tokens, base, context, !attribute && !begun)));
    tokens = [];
    begun = true;
  };
  tokenize(text, (type, start, end) => {
    tokens.push({ type, text: text.slice(start, end) });
    if (OPENERS.has(type)) depth += 1;
    else if (CLOSING.has(type)) depth = Math.max(0, depth - 1);
    const ends = depth === 0 && type === tokenTypes.RightCurlyBracket;
    if (ends && !attribute && tokens.length >= TOKENS_AT_ONCE) finish();
  });
  finish();
  return (await Promise.all(done)).join('');
}

/** Neighbouring finished texts as one: a sheet of megabytes has millions of tokens. */
function joined(segments: readonly Segment[]): Segment[] {
  const out: Segment[] = [];
  let texts: string[] = [];
  for (const segment of segments) {
    if (typeof segment === 'string') {
      texts.push(segment);
      continue;
    }
    out.push(texts.join(''), segment);
    texts = [];
  }
  out.push(texts.join(''));
  return out;
}
