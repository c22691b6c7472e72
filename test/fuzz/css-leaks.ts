import { ident, string, tokenize, tokenTypes, url as urlToken } from 'css-tree';

/** Functions whose strings are addresses. */
const ADDRESSED = /^(url|src|image|image-set|-webkit-image-set)$/;
/** Declarations whose strings may reach such a function by `var()` or a function of the sheet's own. */
const CARRIES = /^(--.*|result|initial-value)$/;
/** An address that asks for nothing. */
const SHUT = /^\s*(data:|#|$)/i;

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

type Token = { type: number; text: string };

/** Every address that a finished sheet would ask for, by tokens as any browser reads them; and tags it could end. */
export function leaksOf(css: string): string[] {
  const leaks: string[] = [];
  for (const [tag] of css.matchAll(/<[a-z/!?].{0,20}/gis)) leaks.push(`a tag: ${tag}`);
  const tokens: Token[] = [];
  tokenize(css, (type, start, end) => tokens.push({ type, text: css.slice(start, end) }));
  const open: string[] = [];
  let property = '';
  let words: string[] = [];
  for (const [at, { type, text }] of tokens.entries()) {
    if (type === tokenTypes.AtKeyword && /^@import$/i.test(decoded(text))) leaks.push('an @import');
    if (type === tokenTypes.Url && !SHUT.test(urlToken.decode(text))) leaks.push(text);
    if (type === tokenTypes.BadUrl) leaks.push(`a torn address: ${text}`);
    if (type === tokenTypes.String) {
      const value = string.decode(text);
      const inside = open.at(-1) ?? '';
      if (ADDRESSED.test(inside) && !SHUT.test(value)) leaks.push(`${inside}(${text}`);
      if (CARRIES.test(property) && leadsAway(value)) leaks.push(`${property}: ${text}`);
    }
    if (type === tokenTypes.Function) open.push(decoded(text.slice(0, -1)).toLowerCase());
    else if (/^[([{]$/.test(text)) open.push(text);
    else if (/^[)\]}]$/.test(text) && CLOSERS[open.at(-1) ?? ''] === text) open.pop();
    else if (text === ')' && /\w/.test(open.at(-1) ?? '')) open.pop();
    if (/^[;{}]$/.test(text)) {
      property = '';
      words = [];
    } else if (text === ':' && words.length === 1) property = words[0] ?? '';
    else if (type !== tokenTypes.WhiteSpace && type !== tokenTypes.Comment) {
      words.push(type === tokenTypes.Ident ? decoded(text).toLowerCase() : text);
      if (property === '' && tokens[at - 1]?.text === ':') words.push('');
    }
  }
  return leaks;
}

/** Whether an address read from a still of `still.test` asks somebody else. */
function leadsAway(value: string): boolean {
  const url = URL.parse(value, 'https://still.test/');
  return (
    url !== null &&
    /^(https?|wss?|ftp|file|blob|filesystem):$/.test(url.protocol) &&
    url.host !== 'still.test'
  );
}

function decoded(text: string): string {
  return ident.decode(text);
}
