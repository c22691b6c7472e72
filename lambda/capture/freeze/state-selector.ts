import { tokenTypes } from 'css-tree';
import type { CssContext } from './css-context.ts';
import { groupEnd, isBeforeBlock, isBlank, type Token } from './css-token.ts';

/** A state selector that also finds the elements the freezer marked, in a selector and nowhere else. */
export function stateSelector(
  tokens: readonly Token[],
  at: number,
  { marks }: Pick<CssContext, 'marks'>,
): string | undefined {
  const name = (tokens[at] as Token).text.toLowerCase();
  if (!marks.has(name) || tokens[at - 1]?.type !== tokenTypes.Colon) return undefined;
  for (let back = at - 2; back >= 0; back -= 1) {
    const { type, text } = tokens[back] as Token;
    // Not behind a pseudo-element, where `:is()` is not allowed.
    if (type === tokenTypes.Colon && tokens[back - 1]?.type === tokenTypes.Colon) return undefined;
    if (type === tokenTypes.Colon && back === at - 2) return undefined;
    if (isBlank(type) || /^[,{};>+~]$/.test(text)) break;
  }
  return isBeforeBlock(tokens, at + 1) ? `:is(:${name},[sp-is~="${name}"])` : undefined;
}

/** `:state(name)` of a custom element, whose states need script, as the mark that stands for it; and where it ends. */
export function customStateSelector(tokens: readonly Token[], at: number): { text: string; end: number } {
  const end = groupEnd(tokens, at);
  const state = tokens
    .slice(at + 1, end)
    .map(({ text }) => text)
    .join('')
    .trim();
  return { text: /^[\w-]+$/.test(state) ? `[sp-is~="state-${state}"]` : ':not(*)', end };
}
