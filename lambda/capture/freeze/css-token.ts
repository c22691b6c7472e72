import { tokenize, tokenTypes } from 'css-tree';

/** A piece of CSS as its standard cuts it, with its source text. */
export type Token = { readonly type: number; readonly text: string };

/** All tokens of a text; their texts joined are the text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  tokenize(text, (type, start, end) => {
    tokens.push({ type, text: text.slice(start, end) });
  });
  return tokens;
}

/** White space or a comment. */
export function isBlank(type: number): boolean {
  return type === tokenTypes.WhiteSpace || type === tokenTypes.Comment;
}

/** Index of the `;` that ends a statement, or of the last token before the block or the end. */
export function statementEnd(tokens: readonly Token[], from: number): number {
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
export function blockEnd(tokens: readonly Token[], from: number): number {
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

/** Whether what stands here is the prelude of a block, as selectors are, and no value. */
export function isBeforeBlock(tokens: readonly Token[], from: number): boolean {
  for (let at = from; at < tokens.length; at += 1) {
    const { type } = tokens[at] as Token;
    if (type === tokenTypes.LeftCurlyBracket) return true;
    if (type === tokenTypes.Semicolon || type === tokenTypes.RightCurlyBracket) return false;
  }
  return false;
}
