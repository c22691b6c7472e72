import { mediaAsSeen, prefersDark } from './colour-scheme.page.ts';
import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';

/** Writes the `style` element that stands for a `style` or a stylesheet `link`, with the sheet as the page has it now. */
export function writeStyleElement(freezing: Freezing, element: HTMLStyleElement | HTMLLinkElement): void {
  const { dom, base } = freezing;
  const linked = dom.name(element) === 'link';
  const sheet = element.sheet;
  const svg = dom.space(element) === 'http://www.w3.org/2000/svg';
  let tag = '<style';
  for (const name of ['id', 'class']) {
    const value = dom.attribute(element, name);
    if (value) tag += ` ${name}="${escapeAttribute(value)}"`;
  }
  const rel = linked ? (dom.attribute(element, 'rel') ?? '') : '';
  // A titled alternate sheet is for choosing in a menu, and says that it is enabled all the same.
  const alternate = /\balternate\b/i.test(rel) && dom.has(element, 'title');
  if (!sheet || sheet.disabled || alternate) {
    write(freezing, `${tag}></style>`);
    return;
  }
  const media = mediaOf(sheet);
  if (media) tag += ` media="${escapeAttribute(media)}"`;
  write(freezing, `${tag}>`);
  const sheetBase = sheet.href ?? base;
  const source = linked ? freezing.texts[withoutFragment(sheet.href ?? '')] : (dom.text(element) ?? '');
  const changed = changedText(sheet, source);
  if (changed !== undefined) {
    freezing.parts.push({ part: 'css', text: changed, base: sheetBase, place: svg ? 'svg-sheet' : 'sheet' });
  } else if (linked) {
    freezing.parts.push({
      part: 'linked-sheet',
      url: sheet.href ?? absoluteUrl(dom.attribute(element, 'href'), base),
    });
  } else if (source) {
    freezing.parts.push({ part: 'css', text: source, base, place: svg ? 'svg-sheet' : 'sheet' });
  }
  write(freezing, '</style>');
}

/** Sheets that script adopted into a root, and the rules the freezer adds, as the last sheet of that root. */
export function writeAdoptedSheets(freezing: Freezing, root: Document | ShadowRoot): void {
  for (const sheet of adoptedSheetsOf(root)) {
    if (sheet.disabled) continue;
    const media = mediaOf(sheet);
    write(freezing, media ? `<style media="${escapeAttribute(media)}">` : '<style>');
    freezing.parts.push({ part: 'css', text: rulesText(sheet), base: freezing.base, place: 'sheet' });
    write(freezing, '</style>');
  }
  const own = freezing.rootCss.get(root);
  if (own) {
    write(freezing, '<style>');
    freezing.parts.push({ part: 'css', text: own, base: freezing.base, place: 'sheet' });
    write(freezing, '</style>');
  }
}

export function adoptedSheetsOf(root: Document | ShadowRoot): CSSStyleSheet[] {
  const prototype = root instanceof Document ? Document.prototype : ShadowRoot.prototype;
  const get = Object.getOwnPropertyDescriptor(prototype, 'adoptedStyleSheets')?.get;
  return get ? [...(get.call(root) as CSSStyleSheet[])] : [];
}

function mediaOf(sheet: CSSStyleSheet): string {
  try {
    const text = sheet.media.mediaText;
    return text === 'all' ? '' : mediaAsSeen(text, prefersDark());
  } catch {
    return '';
  }
}

/**
 * The sheet's rules when they are no longer what its source says, else nothing: the source is kept wherever it is
 * true, because a rule written back by the browser loses some shorthands with var().
 */
function changedText(sheet: CSSStyleSheet, source: string | undefined): string | undefined {
  let now: string;
  try {
    now = rulesText(sheet);
  } catch {
    // A sheet of another origin: no script can have changed it.
    return undefined;
  }
  if (source === undefined) return now;
  try {
    const fresh = new CSSStyleSheet();
    fresh.replaceSync(source);
    if (rulesText(fresh, true) === rulesText(sheet, true)) return undefined;
  } catch {
    return undefined;
  }
  return now;
}

function rulesText(sheet: CSSStyleSheet, withoutImports = false): string {
  let text = '';
  for (const rule of sheet.cssRules) {
    if (rule instanceof CSSImportRule && withoutImports) continue;
    text += `${rule.cssText}\n`;
  }
  return text;
}

export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}
