import type { Dom } from './dom.page.ts';
import type { FrameTexts } from './frozen-frame.ts';
import { adoptedSheetsOf, withoutFragment } from './style-sheets.page.ts';

/** Hands over what the frame's sheets say: sources where they are known, and rules that stand in none. */
export function eachSheetText(
  dom: Dom,
  texts: FrameTexts,
  roots: ReadonlyArray<Document | ShadowRoot>,
  look: (text: string) => void,
): void {
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
}
