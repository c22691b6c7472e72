import { randomBytes } from 'node:crypto';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import type { FrozenPart } from '@stillpage/shared/freezer/frozen-frame.ts';
import { breachOf } from './seal-check.ts';

type Part = Exclude<FrozenPart, string>;

/** What stands before the place of the policy: nothing there may load or run. */
const BEFORE_HEAD = /^(?:<!DOCTYPE [^<>]*>|<!DOCTYPE html>)?<html(?: [^<>]*)?><head(?: [^<>]*)?>$/i;
const TAG = /<([a-zA-Z][^\s"'<>/=]*)((?: [^\s"'<>/=]+(?:="[^"<>]*")?)*) ?>/g;
const STYLE_ATTRIBUTE = / style="([^"<>]*)"/i;
const SHEET = /(<style(?: [^<>]*)?>)([\s\S]*?)<\/style>/gi;

/**
 * The parts of a frame that somebody uploaded, made as safe as the freezer's own: only tags it writes, no document or frame
 * written as text, the policy before everything that it governs, and all CSS in parts that are rewritten. Markup that the
 * freezer could not have written is `unsupported-content`.
 */
export function cleanParts(given: readonly FrozenPart[], base: string): Result<FrozenPart[]> {
  const nonce = randomBytes(9).toString('hex');
  const anyMark = new RegExp(`\u0000${nonce}-\\d+\u0000`, 'g');
  const onlyMark = new RegExp(`^\u0000${nonce}-\\d+\u0000$`);
  const parts: Part[] = [];
  const mark = (part: Part) => `\u0000${nonce}-${parts.push(part) - 1}\u0000`;
  let markup = '';
  let heads = 0;
  for (const part of given) {
    if (typeof part === 'string') markup += part.replaceAll('\u0000', '');
    else if (part.part === 'head') {
      heads += 1;
      if (!BEFORE_HEAD.test(markup)) return refused('the policy is not the first thing in the head');
      markup += mark(part);
    } else if (part.part === 'css' || part.part === 'linked-sheet') markup += mark(part);
    // In place of an attribute, an attribute.
    else markup += ` sp-${nonce}="${mark(part)}"`;
  }
  if (heads !== 1) return refused('a document has one head');
  const breach = breachOf(markup);
  if (breach !== undefined) return refused(breach);

  let bad: string | undefined;
  markup = markup.replace(TAG, (tag, name: string, attributes: string) => {
    bad ??= breachOfUpload(name.toLowerCase(), attributes);
    const style = STYLE_ATTRIBUTE.exec(attributes)?.[1];
    if (style === undefined || onlyMark.test(style)) return tag;
    const text = decoded(style.replace(anyMark, ''));
    if (!style.includes('\u0000') && !mayLoad(text)) return tag;
    const part = mark({ part: 'css', text, base, place: 'attribute' });
    return tag.replace(STYLE_ATTRIBUTE, () => ` style="${part}"`);
  });
  if (bad !== undefined) return refused(bad);
  markup = markup.replace(SHEET, (_, open: string, text: string) => {
    const plain = text.replace(anyMark, '');
    const kept = plain === '' ? text : mark({ part: 'css', text: plain, base, place: 'sheet' });
    return `${open}${kept}</style>`;
  });

  const pieces = markup.split(new RegExp(`( sp-${nonce}=")?\u0000${nonce}-(\\d+)\u0000`));
  const cleaned: FrozenPart[] = [];
  let closing = '';
  for (let at = 0; at < pieces.length; at += 3) {
    // The quote that closed the stand-in of an attribute.
    const text = (pieces[at] ?? '').slice(closing.length);
    if (text) cleaned.push(text);
    const part = parts[Number(pieces[at + 2])];
    if (part) cleaned.push(part);
    closing = pieces[at + 1] === undefined ? '' : '"';
  }
  return ok(cleaned);
}

function breachOfUpload(name: string, attributes: string): string | undefined {
  if (/^i?frame$/.test(name) && / (src|srcdoc)=/i.test(attributes))
    return `<${name}> with a document of its own`;
  if (name === 'meta' && / name="\s*(referrer|stillpage:)/i.test(decoded(attributes)))
    return 'a meta of the still itself';
  if (name === 'meta' && / http-equiv="(?!content-language")/i.test(attributes)) return 'a meta that acts';
  return undefined;
}

/** Whether CSS could name a resource. */
function mayLoad(css: string): boolean {
  return /--[^;]*["']/.test(css) || (/[(\\@]/.test(css) && /url|src|image|import|\\/i.test(css));
}

function decoded(text: string): string {
  return text
    .replace(/&#(x[\da-f]+|\d+);/gi, (_, code: string) => {
      const point = /^x/i.test(code) ? Number.parseInt(code.slice(1), 16) : Number(code);
      return point > 0 && point < 0x110000 ? String.fromCodePoint(point).toWellFormed() : '';
    })
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&lpar;', '(')
    .replaceAll('&bsol;', '\\')
    .replaceAll('&amp;', '&');
}

function refused(what: string) {
  return fail('unsupported-content', `The uploaded page was not made by the freezer: ${what.slice(0, 200)}`);
}
