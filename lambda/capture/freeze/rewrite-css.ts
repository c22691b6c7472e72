import { ident, string, tokenize, tokenTypes, url as urlToken } from 'css-tree';
import { asTextOnly, isCarriedAddress } from './carried-address.ts';
import { fontFaceOf } from './font-face.ts';
import { importOf } from './import-rule.ts';
import { isBeforeBlock, renamedAttribute } from './renamed-attribute.ts';
import type { Resources } from './resources.ts';
import { settledFeature, settledScheme } from './seen-as.ts';
import type { SharedPictures } from './shared-pictures.ts';

/** Sheets imported by sheets, one inside the other; deeper chains are cut. */
const MAX_IMPORT_DEPTH = 8;

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

export type CssContext = {
  readonly resources: Resources;
  /** The document's, for sheets that name none. */
  readonly charset: string;
  /** Seen by somebody who prefers dark pages. */
  readonly dark: boolean;
  /** States that elements carry in `sp-is`. */
  readonly marks: ReadonlySet<string>;
  readonly pictures: SharedPictures;
  /** Addresses of the importing sheets. */
  readonly chain?: readonly string[];
};

export type Token = { readonly type: number; readonly text: string };

/** Finished text, or text that waits for bytes. */
export type Segment = string | Promise<string>;

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

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenize(text, (type, start, end) => {
    tokens.push({ type, text: text.slice(start, end) });
  });
  return tokens;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Rewrites a run of tokens; unclosed blocks are closed, so that what follows stays outside of them. */
export function rewriteTokens(
  tokens: readonly Token[],
  base: string,
  context: CssContext,
  sheet: boolean,
): Segment[] {
  const out: Segment[] = [];
  const open: string[] = [];
  const functions: string[] = [];
  let importsAllowed = sheet;
  let settled: ReturnType<typeof settledFeature>;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    switch (token.type) {
      case tokenTypes.AtKeyword: {
        const name = ident
          .decode(token.text.slice(1))
          .toLowerCase()
          .replace(/^-(webkit|moz|o)-/, '');
        if (name === 'import' || name === 'charset' || name === 'namespace') {
          const end = statementEnd(tokens, at);
          const rule = tokens.slice(at + 1, end);
          if (name === 'import' && importsAllowed && open.length === 0)
            out.push(importedSheet(rule, base, context));
          else if (name === 'namespace' && importsAllowed && open.length === 0) out.push(namespaceRule(rule));
          else if (!importsAllowed || open.length > 0)
            // What follows stays apart from what stands before.
            out.push(tokens[end]?.type === tokenTypes.Semicolon ? '@x;' : '@x ');
          at = end;
          continue;
        }
        if (name === 'keyframes' || name === 'starting-style') {
          importsAllowed = false;
          at = blockEnd(tokens, at);
          continue;
        }
        if (name === 'font-face') {
          importsAllowed = false;
          const end = blockEnd(tokens, at);
          out.push(fontFaceOf(tokens.slice(at + 1, end), base, context));
          at = end;
          continue;
        }
        const end = statementEnd(tokens, at);
        if (name === 'layer' && tokens[end]?.type === tokenTypes.Semicolon) {
          // A statement that only orders layers may stand before imports.
          const layers = rewriteTokens(tokens.slice(at + 1, end), base, context, false);
          out.push(safe(token.text), ...layers, ';');
          at = end;
          continue;
        }
        importsAllowed = false;
        out.push(safe(token.text));
        continue;
      }
      case tokenTypes.Function: {
        importsAllowed = false;
        const name = ident.decode(token.text.slice(0, -1)).toLowerCase();
        if (name === 'url' || name === 'src') {
          const end = groupEnd(tokens, at);
          const inside = tokens.slice(at + 1, end).filter(({ type }) => !isBlank(type));
          if (inside[0]?.type === tokenTypes.String)
            out.push(resource(string.decode(inside[0].text), base, context));
          else out.push('url("")');
          at = end;
          continue;
        }
        if (name === 'state' && tokens[at - 1]?.type === tokenTypes.Colon && out.at(-1) === ':') {
          const end = groupEnd(tokens, at);
          const state = tokens
            .slice(at + 1, end)
            .map((each) => each.text)
            .join('')
            .trim();
          out[out.length - 1] = /^[\w-]+$/.test(state) ? `[sp-is~="state-${state}"]` : ':not(*)';
          at = end;
          continue;
        }
        functions.push(name);
        open.push(')');
        out.push(safe(token.text));
        continue;
      }
      case tokenTypes.Url:
        out.push(resource(urlToken.decode(token.text), base, context));
        continue;
      case tokenTypes.String: {
        const value = string.decode(token.text);
        const direct = open.at(-1) === ')' ? functions.at(-1) : undefined;
        if (direct && /^(-webkit-)?image-set$|^image$/.test(direct)) out.push(resource(value, base, context));
        else if (isCarriedAddress(tokens, at, value)) out.push(carried(value, base, context));
        else out.push(quoted(value));
        continue;
      }
      case tokenTypes.BadUrl:
      case tokenTypes.BadString:
        out.push('!bad\n');
        continue;
      case tokenTypes.Comment:
        out.push('/**/');
        continue;
      case tokenTypes.CDO:
      case tokenTypes.CDC:
        out.push(' ');
        continue;
      case tokenTypes.LeftParenthesis:
        settled = settledFeature(tokens, at, context.dark);
        if (settled) {
          out.push(settled.text);
          at = settled.end;
          continue;
        }
        functions.push('');
        open.push(')');
        out.push(token.text);
        continue;
      case tokenTypes.LeftSquareBracket: {
        importsAllowed = false;
        open.push(']');
        const renamed = renamedAttribute(tokens, at, context);
        out.push('[', renamed?.text ?? '');
        if (renamed) at = renamed.at;
        continue;
      }
      case tokenTypes.LeftCurlyBracket:
        importsAllowed = false;
        open.push(CLOSERS[token.text] as string);
        out.push(token.text);
        continue;
      case tokenTypes.RightParenthesis:
      case tokenTypes.RightSquareBracket:
      case tokenTypes.RightCurlyBracket:
        if (open.at(-1) === token.text) {
          open.pop();
          if (token.type === tokenTypes.RightParenthesis) functions.pop();
        }
        out.push(token.text);
        continue;
      case tokenTypes.Ident: {
        importsAllowed = false;
        settled = settledScheme(tokens, at, context.dark);
        if (settled) {
          out.push(settled.text);
          at = settled.end;
          continue;
        }
        const state = stateSelector(tokens, at, context);
        if (state) out[out.length - 1] = state;
        else out.push(safe(token.text));
        continue;
      }
      default:
        if (!isBlank(token.type) && token.type !== tokenTypes.Semicolon) importsAllowed = false;
        // `<` of a range in a media query; a letter right behind it would look like a tag.
        if (token.text === '<' && tokens[at + 1]?.type === tokenTypes.Ident && tokens[at + 2]?.text === '>') {
          // The `<length>` of a typed value allows no space; an escaped letter begins no tag.
          out.push('<', escapedStart((tokens[at + 1] as Token).text));
          at += 1;
        } else if (token.text === '<') out.push(/^[=\s]/.test(tokens[at + 1]?.text ?? '') ? '<' : '< ');
        else out.push(safe(token.text));
    }
  }
  for (const closer of open.reverse()) out.push(closer);
  return out;
}

/** Index of the `;` that ends a statement, or of the last token before the block or the end. */
function statementEnd(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { type } = tokens[at] as Token;
    if (type === tokenTypes.Function || type === tokenTypes.LeftParenthesis) depth += 1;
    else if (type === tokenTypes.RightParenthesis) depth -= 1;
    else if (depth <= 0 && type === tokenTypes.Semicolon) return at;
    else if (depth <= 0 && (type === tokenTypes.LeftCurlyBracket || type === tokenTypes.RightCurlyBracket))
      return at - 1;
  }
  return tokens.length;
}

/** Index of the `}` that closes the block of an at-rule. */
function blockEnd(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { type } = tokens[at] as Token;
    if (type === tokenTypes.LeftCurlyBracket) depth += 1;
    else if (type === tokenTypes.RightCurlyBracket) {
      depth -= 1;
      if (depth <= 0) return at;
    } else if (depth === 0 && type === tokenTypes.Semicolon) return at;
  }
  return tokens.length;
}

/** Index of the `)` of the function or parenthesis at `from`. */
export function groupEnd(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const { type } = tokens[at] as Token;
    if (type === tokenTypes.Function || type === tokenTypes.LeftParenthesis) depth += 1;
    else if (type === tokenTypes.RightParenthesis) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return tokens.length;
}

/** A state selector that also finds the elements the freezer marked, in a selector and nowhere else. */
function stateSelector(tokens: readonly Token[], at: number, context: CssContext): string | undefined {
  const name = (tokens[at] as Token).text.toLowerCase();
  if (!context.marks.has(name) || tokens[at - 1]?.type !== tokenTypes.Colon) return undefined;
  for (let back = at - 2; back >= 0; back -= 1) {
    const { type, text } = tokens[back] as Token;
    // Not behind a pseudo-element, where `:is()` is not allowed.
    if (type === tokenTypes.Colon && tokens[back - 1]?.type === tokenTypes.Colon) return undefined;
    if (type === tokenTypes.Colon && back === at - 2) return undefined;
    if (isBlank(type) || /^[,{};>+~]$/.test(text)) break;
  }
  return isBeforeBlock(tokens, at + 1) ? `:is(:${name},[sp-is~="${name}"])` : undefined;
}

async function importedSheet(rule: readonly Token[], base: string, context: CssContext): Promise<string> {
  const found = await importOf(rule, base, context);
  const chain = context.chain ?? [];
  if (!found || chain.length >= MAX_IMPORT_DEPTH || chain.includes(found.url)) return '';
  const text = await context.resources.text(found.url, 'stylesheet', context.charset);
  if (text === undefined) return '';
  const css = await rewriteCss(text, found.url, { ...context, chain: [...chain, found.url] });
  const before = found.wrappers.map((wrapper) => `${wrapper}{`).join('');
  return `${before}${css}${'}'.repeat(found.wrappers.length)}\n`;
}

/** `@namespace` names an address without asking for it; it is written as a string. */
function namespaceRule(rule: readonly Token[]): string {
  const parts = rule.filter(
    ({ type }) => !isBlank(type) && type !== tokenTypes.Semicolon && type !== tokenTypes.RightParenthesis,
  );
  const texts = parts.flatMap(({ type, text }) => {
    if (type === tokenTypes.Url) return [quoted(urlToken.decode(text))];
    if (type === tokenTypes.String) return [quoted(string.decode(text))];
    return type === tokenTypes.Ident ? [safe(text)] : [];
  });
  return texts.length > 0 ? `@namespace ${texts.join(' ')};` : '';
}

/** One resource as `url("data:...")`; an address inside this document stays as it is. */
async function resource(value: string, base: string, context: CssContext): Promise<string> {
  const address = value.trim();
  if (address.startsWith('#')) return `url(${quoted(address)})`;
  if (address === '') return 'url("")';
  const absolute = URL.canParse(address, base) ? new URL(address, base).href : '';
  if (absolute.includes('#') && absolute.split('#')[0] === base.split('#')[0] && !context.chain) {
    return `url(${quoted(absolute.slice(absolute.indexOf('#')))})`;
  }
  const data = absolute ? await context.resources.dataUrl(absolute, 'other') : undefined;
  return data && !absolute.startsWith('data:')
    ? context.pictures.inCss(data)
    : `url(${quoted(data ?? 'data:,')})`;
}

/** A string that may become an address elsewhere: the picture that the page loaded from it, else no address. */
async function carried(value: string, base: string, context: CssContext): Promise<string> {
  const url = URL.parse(value, base);
  return quoted((url && (await context.resources.dataUrl(url.href, 'other', true))) || asTextOnly(value));
}

export function isBlank(type: number): boolean {
  return type === tokenTypes.WhiteSpace || type === tokenTypes.Comment;
}

/** A CSS string of a value. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\<\n\r\f\u0000]/g, (c) => (c === '"' || c === '\\' ? `\\${c}` : `\\${c.charCodeAt(0).toString(16)} `))}"`;
}

/** A name with its first letter written as an escape. */
function escapedStart(text: string): string {
  const [first = ''] = text;
  if (first === '' || first === '\\') return safe(text);
  return `\\${first.codePointAt(0)?.toString(16)} ${safe(text.slice(first.length))}`;
}

/** Other text of a sheet: a `<` in it is one that was escaped, and is escaped by its number with its own backslash. */
function safe(text: string): string {
  return text.includes('<') ? text.replace(/\\?</g, '\\3c ') : text;
}
