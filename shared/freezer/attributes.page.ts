import { askedValue } from './asked-attributes.page.ts';
import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { isDroppedAttribute } from './dropped-attribute.page.ts';
import { isStateAttribute } from './form-state.page.ts';
import type { Freezing } from './freezing.page.ts';
import { write } from './freezing.page.ts';
import { withoutFragment } from './style-sheets.page.ts';

/** Writes the attributes every element keeps, and its `style` with what the freezer adds to it. */
export function writeAttributes(freezing: Freezing, element: Element, name: string, own = ''): void {
  const { dom } = freezing;
  const attributes = dom.attributes(element);
  let text = '';
  let style = '';
  const extra = freezing.extras.get(element);
  const space = dom.space(element) ?? '';
  const svg = space === 'http://www.w3.org/2000/svg';
  const stranger = !/^http:\/\/www\.w3\.org\/(1999\/xhtml|2000\/svg|1998\/Math\/MathML)$/.test(space);
  for (let at = 0; at < attributes.length; at += 1) {
    const attribute = attributes[at];
    if (!attribute) continue;
    const key = attribute.name;
    if (key === 'style' && !stranger) style = attribute.value;
    if (key === 'xml:lang' && !dom.has(element, 'lang'))
      text += ` lang="${escapeAttribute(attribute.value)}"`;
    if (freezing.asked.size > 0 && freezing.asked.has(key.toLowerCase())) {
      const kept = askedValue(dom, element, key, attribute.value);
      if (kept !== undefined) text += ` sp-a-${key.toLowerCase()}="${escapeAttribute(kept)}"`;
    }
    // An `object` with a type and no address is no fallback but an empty box.
    if (isDroppedAttribute(key) || (key === 'type' && name === 'object')) continue;
    // A parser builds names that hold quotes or brackets; nothing visible hangs on them.
    if (!/^[A-Za-z_:@*#()[\].$?&%,;~^|!+-][^\s"'<>/=\u0000]*$/.test(key)) continue;
    if (isStateAttribute(name, key)) continue;
    if (extra?.attributes && (key === 'slot' || (key === 'name' && name === 'slot'))) continue;
    if (isPaint(key) && /url|src|image|\\/i.test(attribute.value)) {
      // Elsewhere than in SVG nothing visible hangs on it.
      if (!svg) continue;
      write(freezing, text);
      text = '';
      writePaintAddress(freezing, key, attribute.value);
      continue;
    }
    text += attribute.value === '' ? ` ${key}` : ` ${key}="${escapeAttribute(attribute.value)}"`;
  }
  if (extra?.attributes) text += extra.attributes;
  if (extra?.is.length) text += ` sp-is="${escapeAttribute(extra.is.join(' '))}"`;
  if (extra?.id) text += ` sp-id="${extra.id}"`;
  write(freezing, text);
  const added = (extra?.style ?? '') + own;
  if (added) style = style ? `${style.replace(/;?\s*$/, ';')}${added}` : added;
  writeStyleAttribute(freezing, style);
}

/** A `style` attribute; only one that may name a resource is left for the other side to read. */
export function writeStyleAttribute(freezing: Freezing, style: string): void {
  if (!style) return;
  write(freezing, ' style="');
  // A string of a custom property may be taken as an address by a sheet.
  const carries = /--[^;]*["']|@/.test(style);
  if (carries || (/\(|\\/.test(style) && /url|src|image|\\/i.test(style))) {
    freezing.parts.push({ part: 'css', text: style, base: freezing.base, place: 'attribute' });
  } else write(freezing, escapeAttribute(style));
  write(freezing, '"');
}

/** Attributes of SVG that are read as CSS and may hold an address. */
function isPaint(name: string): boolean {
  return /^(fill|stroke|filter|mask|clip-path|cursor|marker(-start|-mid|-end)?)$/i.test(name);
}

/** An SVG attribute that is read as CSS (`fill="url(...)"`): of this document as a fragment, of another one as its bytes. */
function writePaintAddress(freezing: Freezing, name: string, value: string): void {
  // What would need an escape could hide an address; no page was seen with one.
  if (/[\\<\r\n]|'[^']*"[^']*'/.test(value)) return;
  write(freezing, ` ${name}="`);
  freezing.parts.push({ part: 'css', text: value, base: freezing.base, place: 'attribute' });
  write(freezing, '"');
}

/** Writes a link's address: absolute, or a fragment of this page; what would run or open nothing leads nowhere. */
export function writeLinkAddress(freezing: Freezing, element: Element, name = 'href'): void {
  const { dom, base } = freezing;
  const value = dom.attribute(element, 'href') ?? dom.attribute(element, 'xlink:href');
  if (value === null) return;
  if (value === '' && name === 'href') {
    // Browsers colour such a link as visited, whatever was visited.
    write(freezing, ' href=""');
    return;
  }
  const url = absoluteUrl(value, base);
  if (withoutFragment(url) === withoutFragment(location.href)) {
    write(freezing, ` ${name}="${escapeAttribute(url.includes('#') ? url.slice(url.indexOf('#')) : '#')}"`);
  } else if (/^(https?|mailto|tel|ftp|sms|magnet|geo|irc|xmpp):/i.test(url)) {
    const away = /^https?:/i.test(url) ? ' target="_blank" rel="noopener noreferrer"' : '';
    write(freezing, ` ${name}="${escapeAttribute(url)}"${away}`);
  } else write(freezing, ` ${name}="#sp-nowhere"`);
}

/** Old tables and bodies carry their picture in an attribute. */
export function writeBackground(freezing: Freezing, element: Element): void {
  const value = freezing.dom.attribute(element, 'background');
  if (!value) return;
  const url = absoluteUrl(value.trim(), freezing.base);
  if (url) freezing.parts.push({ part: 'resource', name: 'background', url, use: 'image', missing: '' });
}
