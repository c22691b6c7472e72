import { ident, string, tokenTypes, url as urlToken } from 'css-tree';
import { blockEnd, isBlank, statementEnd, type Token } from './css-token.ts';
import { quoted, withoutTags } from './css-writing.ts';
import { fontFaceOf } from './font-face.ts';
import { importedSheet } from './import-rule.ts';
import { type Run, rewriteTokens } from './rewrite-tokens.ts';

/** Writes the at-rule at `at`, or the beginning of one whose block is rewritten as any other; the last token it took. */
export function rewriteAtRule(run: Run, at: number): number {
  const { tokens, base, context, out } = run;
  const { text } = tokens[at] as Token;
  const name = ident
    .decode(text.slice(1))
    .toLowerCase()
    .replace(/^-(webkit|moz|o)-/, '');
  switch (name) {
    case 'import':
    case 'charset':
    case 'namespace': {
      const end = statementEnd(tokens, at);
      const rule = tokens.slice(at + 1, end);
      const allowed = run.importsAllowed && run.open.length === 0;
      if (allowed && name === 'import') out.push(importedSheet(rule, base, context));
      else if (allowed && name === 'namespace') out.push(namespaceRule(rule));
      else if (!allowed)
        // What follows stays apart from what stands before.
        out.push(tokens[end]?.type === tokenTypes.Semicolon ? '@x;' : '@x ');
      return end;
    }
    case 'keyframes':
    case 'starting-style':
      run.importsAllowed = false;
      return blockEnd(tokens, at);
    case 'font-face': {
      run.importsAllowed = false;
      const end = blockEnd(tokens, at);
      out.push(fontFaceOf(tokens.slice(at + 1, end), base, context));
      return end;
    }
  }
  const end = statementEnd(tokens, at);
  if (name === 'layer' && tokens[end]?.type === tokenTypes.Semicolon) {
    // A statement that only orders layers may stand before imports.
    out.push(withoutTags(text), ...rewriteTokens(tokens.slice(at + 1, end), base, context, false), ';');
    return end;
  }
  run.importsAllowed = false;
  out.push(withoutTags(text));
  return at;
}

/** `@namespace` names an address without asking for it; it is written as a string. */
function namespaceRule(rule: readonly Token[]): string {
  const parts = rule.filter(
    ({ type }) => !isBlank(type) && type !== tokenTypes.Semicolon && type !== tokenTypes.RightParenthesis,
  );
  const texts = parts.flatMap(({ type, text }) => {
    if (type === tokenTypes.Url) return [quoted(urlToken.decode(text))];
    if (type === tokenTypes.String) return [quoted(string.decode(text))];
    return type === tokenTypes.Ident ? [withoutTags(text)] : [];
  });
  return texts.length > 0 ? `@namespace ${texts.join(' ')};` : '';
}
