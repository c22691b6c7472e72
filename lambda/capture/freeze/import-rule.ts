import { ident, string, tokenTypes, url as urlToken } from 'css-tree';
import type { CssContext } from './css-context.ts';
import { groupEnd, isBlank, type Token } from './css-token.ts';
import { rewriteCss } from './rewrite-css.ts';
import { rewriteTokens } from './rewrite-tokens.ts';

/** Sheets imported by sheets, one inside the other; deeper chains are cut. */
const MAX_IMPORT_DEPTH = 8;

/** An `@import` as its address and the rules to put around the sheet, outermost first. */
type ImportRule = { readonly url: string; readonly wrappers: readonly string[] };

/** The sheet that the tokens behind `@import` name, rewritten, inside its layer and conditions; empty when there is none. */
export async function importedSheet(
  rule: readonly Token[],
  base: string,
  context: CssContext,
): Promise<string> {
  const found = await importOf(rule, base, context);
  const chain = context.chain ?? [];
  if (!found || chain.length >= MAX_IMPORT_DEPTH || chain.includes(found.url)) return '';
  const text = await context.resources.text(found.url, 'stylesheet', context.charset);
  if (text === undefined) return '';
  const css = await rewriteCss(text, found.url, { ...context, chain: [...chain, found.url] });
  const before = found.wrappers.map((wrapper) => `${wrapper}{`).join('');
  return `${before}${css}${'}'.repeat(found.wrappers.length)}\n`;
}

async function importOf(
  tokens: readonly Token[],
  base: string,
  context: CssContext,
): Promise<ImportRule | undefined> {
  const textOf = async (of: readonly Token[]) => await conditionText(of, base, context);
  let at = 0;
  const skip = () => {
    while (at < tokens.length && isBlank((tokens[at] as Token).type)) at += 1;
  };
  skip();
  const first = tokens[at];
  if (!first) return undefined;
  let address: string | undefined;
  if (first.type === tokenTypes.String) address = string.decode(first.text);
  else if (first.type === tokenTypes.Url) address = urlToken.decode(first.text);
  else if (first.type === tokenTypes.Function && /^(url|src)\($/i.test(first.text)) {
    const end = groupEnd(tokens, at);
    const inner = tokens.slice(at + 1, end).find(({ type }) => type === tokenTypes.String);
    if (inner) address = string.decode(inner.text);
    at = end;
  }
  if (address === undefined || !URL.canParse(address, base)) return undefined;
  at += 1;
  const wrappers: string[] = [];
  skip();
  let layer: string | undefined;
  if (
    tokens[at]?.type === tokenTypes.Ident &&
    ident.decode(tokens[at]?.text ?? '').toLowerCase() === 'layer'
  ) {
    layer = '@layer';
    at += 1;
  } else if (functionName(tokens[at]) === 'layer') {
    const end = groupEnd(tokens, at);
    layer = `@layer ${await textOf(tokens.slice(at + 1, end))}`;
    at = end + 1;
  }
  skip();
  if (functionName(tokens[at]) === 'supports') {
    const end = groupEnd(tokens, at);
    const condition = await textOf(tokens.slice(at + 1, end));
    wrappers.push(
      /^(\(|not\b|selector\()/i.test(condition) ? `@supports ${condition}` : `@supports (${condition})`,
    );
    at = end + 1;
  }
  const media = await textOf(tokens.slice(at));
  if (media) wrappers.push(`@media ${media}`);
  if (layer) wrappers.push(layer);
  const url = new URL(address, base);
  url.hash = '';
  return { url: url.href, wrappers };
}

function functionName(token: Token | undefined): string | undefined {
  return token?.type === tokenTypes.Function ? token.text.slice(0, -1).toLowerCase() : undefined;
}

/** What would end a condition or begin a rule of its own. */
const ENDS = new Set([
  tokenTypes.Semicolon,
  tokenTypes.LeftCurlyBracket,
  tokenTypes.RightCurlyBracket,
  tokenTypes.AtKeyword,
]);

/** A condition as the prelude of a rule: rewritten like everything in a sheet, its brackets closed. */
async function conditionText(tokens: readonly Token[], base: string, context: CssContext): Promise<string> {
  const kept = tokens
    .filter(({ type }) => !ENDS.has(type))
    .map((token) => (isBlank(token.type) ? { ...token, text: ' ' } : token));
  return (await Promise.all(rewriteTokens(kept, base, context, false))).join('').trim();
}
