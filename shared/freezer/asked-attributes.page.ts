import type { Dom } from './dom.page.ts';
import { isChangedAttribute } from './dropped-attribute.page.ts';

/**
 * Notes the attributes that a still drops or changes and that this CSS selects by (`a[href^="http"]`, `[onclick]`):
 * their values are kept under another name, and selectors learn that name.
 */
export function noteAskedAttributes(text: string, asked: Set<string>): void {
  if (!text.includes('[')) return;
  const selector = /\[\s*(?:\*?\|)?([a-z][\w-]*)\s*([~|^$*]?=|\])/gi;
  for (const [, name = '', operator] of text.matchAll(selector)) {
    // Whether a link has an address at all is kept anyway.
    if (isChangedAttribute(name) && !(operator === ']' && /^href$/i.test(name)))
      asked.add(name.toLowerCase());
  }
}

/** What is kept of an asked attribute: no program, no secret, and of megabytes the ends. */
export function askedValue(dom: Dom, element: Element, key: string, value: string): string | undefined {
  if (/^on|^srcdoc$/i.test(key)) return '';
  if (/^value$/i.test(key) && /^(password|hidden|file)$/i.test(dom.attribute(element, 'type') ?? ''))
    return undefined;
  const long = 2000;
  return value.length <= long ? value : value.slice(0, long / 2) + value.slice(-long / 2);
}
