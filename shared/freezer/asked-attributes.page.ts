import type { Dom } from './dom.page.ts';
import type { FrameTexts } from './frozen-frame.ts';
import { adoptedSheetsOf, withoutFragment } from './style-sheets.page.ts';

/**
 * Attributes that a still drops or changes and that the page's sheets select by (`a[href^="http"]`, `[onclick]`):
 * their values are kept under another name, and selectors learn that name.
 */
export function askedAttributes(
  dom: Dom,
  texts: FrameTexts,
  roots: ReadonlyArray<Document | ShadowRoot>,
): Set<string> {
  const asked = new Set<string>();
  const look = (text: string) => {
    if (!text.includes('[')) return;
    const selector = /\[\s*(?:\*?\|)?([a-z][\w-]*)\s*([~|^$*]?=|\])/gi;
    for (const [, name = '', operator] of text.matchAll(selector)) {
      // Whether a link has an address at all is kept anyway.
      if (isChangedAttribute(name) && !(operator === ']' && /^href$/i.test(name)))
        asked.add(name.toLowerCase());
    }
  };
  const lookAtRules = (sheet: CSSStyleSheet) => {
    const mostRules = 5000;
    try {
      const { cssRules } = sheet;
      for (let at = 0; at < cssRules.length && at < mostRules; at += 1) {
        const rule = cssRules[at] as CSSRule;
        if (rule instanceof CSSImportRule) {
          if (rule.styleSheet) lookAtRules(rule.styleSheet);
        } else look(rule.cssText);
      }
    } catch {
      // A sheet of another origin: its text is looked at where it was handed in.
    }
  };
  for (const text of Object.values(texts)) if (text !== false) look(text);
  const seen = new Set<CSSStyleSheet>(roots.flatMap(adoptedSheetsOf));
  for (const root of roots) {
    for (const style of dom.all(root, 'style')) {
      const text = dom.text(style) ?? '';
      const { sheet } = style as HTMLStyleElement;
      look(text);
      // Rules that script put in are in no text; imported ones neither.
      if (sheet && (/@import/i.test(text) || text.trim() === '')) seen.add(sheet);
    }
    for (const link of dom.all(root, 'link')) {
      const { sheet } = link as HTMLLinkElement;
      if (sheet && /@import/i.test(String(texts[withoutFragment(sheet.href ?? '')] ?? ''))) seen.add(sheet);
    }
  }
  for (const sheet of seen) lookAtRules(sheet);
  return asked;
}

/** Attributes that are not in a still, or not with the value they had. */
function isChangedAttribute(name: string): boolean {
  return /^(on[a-z]+|src|srcset|sizes|srcdoc|sandbox|allow|allowfullscreen|loading|decoding|fetchpriority|crossorigin|ping|download|referrerpolicy|background|data|code|classid|poster|action|formaction|method|formmethod|formtarget|target|rel|cite|usemap|autofocus|autoplay|preload|href|popovertarget|popovertargetaction|command|commandfor|checked|selected|value)$/i.test(
    name,
  );
}

/** What is kept of an asked attribute: no program, no secret, and of megabytes the ends. */
export function askedValue(dom: Dom, element: Element, key: string, value: string): string | undefined {
  if (/^on|^srcdoc$/i.test(key)) return '';
  if (/^value$/i.test(key) && /^(password|hidden|file)$/i.test(dom.attribute(element, 'type') ?? ''))
    return undefined;
  const long = 2000;
  return value.length <= long ? value : value.slice(0, long / 2) + value.slice(-long / 2);
}
