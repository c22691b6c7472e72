import { ident, string, tokenTypes, url as urlToken } from 'css-tree';
import { isCarriedAddress } from './carried-address.ts';
import { carriedInCss, resourceInCss } from './css-address.ts';
import type { CssContext, Segment } from './css-context.ts';
import { groupEnd, isBlank, type Token } from './css-token.ts';
import { escapedStart, quoted, withoutTags } from './css-writing.ts';
import { renamedAttribute } from './renamed-attribute.ts';
import { rewriteAtRule } from './rewrite-at-rule.ts';
import { settledFeature, settledScheme } from './seen-as.ts';
import { customStateSelector, stateSelector } from './state-selector.ts';

/** A run of tokens while it is rewritten. */
export type Run = {
  readonly tokens: readonly Token[];
  readonly base: string;
  readonly context: CssContext;
  readonly out: Segment[];
  /** What closes the brackets that are open, outermost first. */
  readonly open: string[];
  /** Names of the functions among them, empty for plain parentheses. */
  readonly functions: string[];
  /** Nothing has come yet that ends the place of `@import`. */
  importsAllowed: boolean;
};

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Rewrites a run of tokens; unclosed blocks are closed, so that what follows stays outside of them. */
export function rewriteTokens(
  tokens: readonly Token[],
  base: string,
  context: CssContext,
  sheet: boolean,
): Segment[] {
  const run: Run = { tokens, base, context, out: [], open: [], functions: [], importsAllowed: sheet };
  for (let at = 0; at < tokens.length; at += 1) at = rewriteToken(run, at);
  for (const closer of run.open.reverse()) run.out.push(closer);
  return run.out;
}

/** Writes the token at `at` with those that belong to it, and says which was the last of them. */
function rewriteToken(run: Run, at: number): number {
  const { tokens, base, context, out, open, functions } = run;
  const token = tokens[at] as Token;
  switch (token.type) {
    case tokenTypes.AtKeyword:
      return rewriteAtRule(run, at);
    case tokenTypes.Function:
      return rewriteFunction(run, at);
    case tokenTypes.Url:
      out.push(resourceInCss(urlToken.decode(token.text), base, context));
      return at;
    case tokenTypes.String:
      rewriteString(run, at);
      return at;
    case tokenTypes.BadUrl:
    case tokenTypes.BadString:
      out.push('!bad\n');
      return at;
    case tokenTypes.Comment:
      out.push('/**/');
      return at;
    case tokenTypes.CDO:
    case tokenTypes.CDC:
      out.push(' ');
      return at;
    case tokenTypes.LeftParenthesis: {
      const settled = settledFeature(tokens, at, context.dark);
      if (!settled) {
        functions.push('');
        open.push(')');
      }
      out.push(settled?.text ?? token.text);
      return settled?.end ?? at;
    }
    case tokenTypes.LeftSquareBracket: {
      run.importsAllowed = false;
      open.push(']');
      const renamed = renamedAttribute(tokens, at, context);
      out.push('[', renamed?.text ?? '');
      return renamed?.at ?? at;
    }
    case tokenTypes.LeftCurlyBracket:
      run.importsAllowed = false;
      open.push(CLOSERS[token.text] as string);
      out.push(token.text);
      return at;
    case tokenTypes.RightParenthesis:
    case tokenTypes.RightSquareBracket:
    case tokenTypes.RightCurlyBracket:
      if (open.at(-1) === token.text) {
        open.pop();
        if (token.type === tokenTypes.RightParenthesis) functions.pop();
      }
      out.push(token.text);
      return at;
    case tokenTypes.Ident:
      return rewriteName(run, at);
    default:
      return rewriteOther(run, at);
  }
}

function rewriteFunction(run: Run, at: number): number {
  const { tokens, base, context, out } = run;
  const { text } = tokens[at] as Token;
  run.importsAllowed = false;
  const name = ident.decode(text.slice(0, -1)).toLowerCase();
  if (name === 'url' || name === 'src') {
    const end = groupEnd(tokens, at);
    const inside = tokens.slice(at + 1, end).filter(({ type }) => !isBlank(type));
    if (inside[0]?.type === tokenTypes.String)
      out.push(resourceInCss(string.decode(inside[0].text), base, context));
    else out.push('url("")');
    return end;
  }
  if (name === 'state' && tokens[at - 1]?.type === tokenTypes.Colon && out.at(-1) === ':') {
    const state = customStateSelector(tokens, at);
    out[out.length - 1] = state.text;
    return state.end;
  }
  run.functions.push(name);
  run.open.push(')');
  out.push(withoutTags(text));
  return at;
}

function rewriteString({ tokens, base, context, out, open, functions }: Run, at: number): void {
  const value = string.decode((tokens[at] as Token).text);
  const direct = open.at(-1) === ')' ? functions.at(-1) : undefined;
  if (direct && /^(-webkit-)?image-set$|^image$/.test(direct)) out.push(resourceInCss(value, base, context));
  else if (isCarriedAddress(tokens, at, value)) out.push(carriedInCss(value, base, context));
  else out.push(quoted(value));
}

function rewriteName(run: Run, at: number): number {
  const { tokens, context, out } = run;
  run.importsAllowed = false;
  const settled = settledScheme(tokens, at, context.dark);
  if (settled) {
    out.push(settled.text);
    return settled.end;
  }
  const state = stateSelector(tokens, at, context);
  if (state) out[out.length - 1] = state;
  else out.push(withoutTags((tokens[at] as Token).text));
  return at;
}

function rewriteOther(run: Run, at: number): number {
  const { tokens, out } = run;
  const { type, text } = tokens[at] as Token;
  if (!isBlank(type) && type !== tokenTypes.Semicolon) run.importsAllowed = false;
  const next = tokens[at + 1];
  // `<` of a range in a media query; a letter right behind it would look like a tag.
  if (text === '<' && next?.type === tokenTypes.Ident && tokens[at + 2]?.text === '>') {
    // The `<length>` of a typed value allows no space; an escaped letter begins no tag.
    out.push('<', escapedStart(next.text));
    return at + 1;
  }
  if (text === '<') out.push(/^[=\s]/.test(next?.text ?? '') ? '<' : '< ');
  else out.push(withoutTags(text));
  return at;
}
