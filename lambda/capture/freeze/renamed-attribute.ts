import { ident, tokenTypes } from 'css-tree';
import type { CssContext } from './css-context.ts';
import { isBeforeBlock, isBlank, type Token } from './css-token.ts';

/** The attribute of a selector whose value is kept under another name, with the place of the token of its old name. */
export function renamedAttribute(
  tokens: readonly Token[],
  from: number,
  context: CssContext,
): { text: string; at: number } | undefined {
  if (context.marks.size === 0) return undefined;
  let at = from + 1;
  while (at < tokens.length && isBlank((tokens[at] as Token).type)) at += 1;
  if (tokens[at]?.text === '*') at += 1;
  if (tokens[at]?.text === '|') at += 1;
  const name = tokens[at];
  // A name before a bar is that of a namespace.
  const prefix = tokens[at + 1]?.text === '|' && tokens[at + 2]?.text !== '=';
  if (name?.type !== tokenTypes.Ident || prefix) return undefined;
  const kept = `sp-a-${ident.decode(name.text).toLowerCase()}`;
  return context.marks.has(kept) && isBeforeBlock(tokens, at) ? { text: kept, at } : undefined;
}
