import { schemeAsSeen } from '@stillpage/shared/freezer/colour-scheme.page.ts';
import { tokenTypes } from 'css-tree';
import { groupEnd, isBlank, type Token } from './css-token.ts';

/** A stretch of tokens ends at `end`, and stands as `text` in the still. */
type Settled = { readonly text: string; readonly end: number };

const HOLDS = '(width>=0px)';
const FAILS = '(width<0px)';

/**
 * A media feature whose answer belongs to the reader and not to the page, in the parentheses at `at`: scripting was on
 * when the page was seen and is off in the still; the colour scheme stays the one it was seen in.
 */
export function settledFeature(tokens: readonly Token[], at: number, dark: boolean): Settled | undefined {
  const end = groupEnd(tokens, at);
  const inside = tokens.slice(at + 1, end).filter(({ type }) => !isBlank(type));
  const name = inside[0]?.text.toLowerCase();
  const value = inside[1]?.type === tokenTypes.Colon ? inside[2]?.text.toLowerCase() : undefined;
  if (name === 'scripting')
    return { text: value === 'none' || value === 'initial-only' ? FAILS : HOLDS, end };
  if (name === 'prefers-color-scheme')
    return { text: value === undefined || (value === 'dark') === dark ? HOLDS : FAILS, end };
  return undefined;
}

/** A `color-scheme` declaration at `at` that leaves the choice to the reader, with the choice made. */
export function settledScheme(tokens: readonly Token[], at: number, dark: boolean): Settled | undefined {
  if (tokens[at]?.text.toLowerCase() !== 'color-scheme') return undefined;
  let end = at + 1;
  while (end < tokens.length && !/^[;{}]$/.test(tokens[end]?.text ?? '')) end += 1;
  const [colon, ...value] = tokens.slice(at + 1, end).filter(({ type }) => type !== tokenTypes.Comment);
  if (colon?.type !== tokenTypes.Colon) return undefined;
  const [words = '', important] = value
    .map(({ text }) => text)
    .join('')
    .split('!');
  const seen = schemeAsSeen(words, dark);
  if (seen === words) return undefined;
  return { text: `color-scheme:${seen}${important ? '!important' : ''}`, end: end - 1 };
}
