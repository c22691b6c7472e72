import { string, tokenTypes, url as urlToken } from 'css-tree';
import type { CssContext } from './css-context.ts';
import { groupEnd, isBlank, type Token } from './css-token.ts';
import { quoted } from './css-writing.ts';
import { rewriteTokens } from './rewrite-tokens.ts';

/**
 * A `@font-face` with the first file the browser received in it, or nothing when it received none: faces for other
 * scripts and weights that the page never drew stay out of the still.
 */
export async function fontFaceOf(
  tokens: readonly Token[],
  base: string,
  context: CssContext,
): Promise<string> {
  const open = tokens.findIndex(({ type }) => type === tokenTypes.LeftCurlyBracket);
  if (open < 0) return '';
  let css = '';
  let usable = false;
  for (const declaration of split(tokens.slice(open + 1), tokenTypes.Semicolon)) {
    const colon = declaration.findIndex(({ type }) => type === tokenTypes.Colon);
    const name = declaration
      .slice(0, Math.max(colon, 0))
      .filter(({ type }) => !isBlank(type))
      .map(({ text }) => text)
      .join('')
      .toLowerCase();
    if (colon < 0 || name === '') continue;
    if (name !== 'src') {
      css += `${(await Promise.all(rewriteTokens(declaration, base, context, false))).join('')};`;
      continue;
    }
    const sources: string[] = [];
    for (const source of split(declaration.slice(colon + 1), tokenTypes.Comma)) {
      const kept = await sourceOf(source, base, context);
      if (kept) sources.push(kept);
      if (kept?.startsWith('url(')) break;
    }
    if (sources.length === 0) continue;
    usable = true;
    css += `src:${sources.join(',')};`;
  }
  return usable ? `@font-face{${css.trim()}}` : '';
}

async function sourceOf(
  tokens: readonly Token[],
  base: string,
  context: CssContext,
): Promise<string | undefined> {
  const start = tokens.findIndex(({ type }) => !isBlank(type));
  const first = tokens[start];
  if (!first) return undefined;
  let address: string | undefined;
  let rest = tokens.slice(start + 1);
  if (first.type === tokenTypes.Url) address = urlToken.decode(first.text);
  else if (/^(url|src)\($/i.test(first.text)) {
    const end = groupEnd(tokens, start);
    const inner = tokens.slice(start + 1, end).find(({ type }) => type === tokenTypes.String);
    if (inner) address = string.decode(inner.text);
    rest = tokens.slice(end + 1);
  } else if (/^local\($/i.test(first.text)) {
    return (await Promise.all(rewriteTokens(tokens, base, context, false))).join('').trim();
  }
  if (address === undefined || !URL.canParse(address.trim(), base)) return undefined;
  const data = await context.resources.dataUrl(new URL(address.trim(), base).href, 'font', true);
  if (!data) return undefined;
  const format = (await Promise.all(rewriteTokens(rest, base, context, false))).join('').trim();
  return `url(${quoted(data)})${format ? ` ${format}` : ''}`;
}

/** Runs of tokens between separators outside of any brackets. */
function split(tokens: readonly Token[], separator: number): Token[][] {
  const runs: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    const { type } = token;
    if (type === tokenTypes.Function || type === tokenTypes.LeftParenthesis) depth += 1;
    if (type === tokenTypes.RightParenthesis) depth -= 1;
    if (type === tokenTypes.RightCurlyBracket) break;
    if (type === separator && depth === 0) runs.push([]);
    else runs.at(-1)?.push(token);
  }
  return runs;
}
