import { ident, tokenTypes } from 'css-tree';
import { isBlank, type Token } from './css-token.ts';

/** Schemes that ask somebody. */
const ASKS = /^(https?|wss?|ftp|file|blob|filesystem):$/;
/** Properties and descriptors whose strings reach other declarations by `var()` or a function of the sheet's own. */
const CARRIES = /^(--.*|result|initial-value)$/s;
/** Not seen in a text; an address that begins with it is a path of the still itself. */
const UNSEEN = '\u200b';

/**
 * Whether the string at `at` is an address in a declaration that others may take it from: `image-set(var(--x))` asks
 * for the string of `--x`.
 */
export function isCarriedAddress(tokens: readonly Token[], at: number, value: string): boolean {
  const plain = value.replace(/[\t\n\r]/g, '').replace(/^[\u0000-\u0020]+/, '');
  if (!/^[/\\]{2}/.test(plain) && !ASKS.test(URL.parse(plain)?.protocol ?? '')) return false;
  const isCarrier = (from: number) => {
    const name = tokens
      .slice(from, at)
      .find(({ type }) => !isBlank(type) && type !== tokenTypes.CDO && type !== tokenTypes.CDC);
    return name?.type === tokenTypes.Ident && CARRIES.test(ident.decode(name.text).toLowerCase());
  };
  let from = at;
  // A semicolon in brackets ends no declaration; behind a stray bracket it does: both are looked at.
  for (let closed = 0; from > 0; from -= 1) {
    const { type, text } = tokens[from - 1] as Token;
    if (type === tokenTypes.RightParenthesis) closed += 1;
    else if (type === tokenTypes.LeftParenthesis || type === tokenTypes.Function)
      closed = Math.max(0, closed - 1);
    else if (/^[{}]$/.test(text) || (text === ';' && closed === 0)) break;
    else if (text === ';' && isCarrier(from)) return true;
  }
  return isCarrier(from);
}

/** The same text to a reader, and to nobody an address elsewhere. */
export function asTextOnly(value: string): string {
  return UNSEEN + value;
}
