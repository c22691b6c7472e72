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
function changedText(sheet: CSSStyleSheet, source: string | false | undefined): string | undefined {
  // Megabytes of CSS come from a build, not from a script that changes rules one by one.
  if (source === false) return undefined;
  try {
    if (source === undefined) return rulesText(sheet);
  } catch {
    // A sheet of another origin: no script can have changed it.
    return undefined;
  }
  try {
    const fresh = new CSSStyleSheet();
    fresh.replaceSync(source);
    if (sameRules(fresh, sheet)) return undefined;
    return rulesText(sheet);
  } catch {
    return undefined;
  }
}

/** Whether two sheets say the same but for their imports; of very many rules some are looked at, and the last. */
function sameRules(one: CSSStyleSheet, two: CSSStyleSheet): boolean {
  const own = (sheet: CSSStyleSheet) =>
    [...sheet.cssRules].filter((rule) => !(rule instanceof CSSImportRule));
  const ones = own(one);
  const twos = own(two);
  if (ones.length !== twos.length) return false;
  const mostCompared = 20_000;
  const step = Math.max(1, Math.ceil(ones.length / mostCompared));
  const last = ones.length - 1;
  for (let at = 0; at < ones.length; at += step) if (ones[at]?.cssText !== twos[at]?.cssText) return false;
  return ones[last]?.cssText === twos[last]?.cssText;
}

function rulesText(sheet: CSSStyleSheet): string {
  let text = '';
  for (const rule of sheet.cssRules) text += `${rule.cssText}\n`;
  return text;
}

export function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash < 0 ? url : url.slice(0, hash);
}
