import { noteAnimations } from './animations.page.ts';
import { extraOf, type Freezing } from './freezing.page.ts';
import { noteHighlights } from './highlights.page.ts';
import { adoptedSheetsOf } from './style-sheets.page.ts';
import { noteTopLayer } from './top-layer.page.ts';

/** Writes down, as attributes and inline style, the state that only a running page has. */
export function notePageState(freezing: Freezing, roots: ReadonlyArray<Document | ShadowRoot>): void {
  const names = [
    ...['modal', 'popover-open', 'fullscreen', 'focus', 'focus-visible', 'focus-within', 'target'],
    ...['user-valid', 'user-invalid', 'autofill'],
  ].filter((name) => CSS.supports(`selector(:${name})`));
  const any = names.map((name) => `:${name}`).join(',');
  const states = customStateNames(freezing, roots);
  for (const root of roots) {
    for (const element of freezing.dom.all(root, any)) {
      for (const name of names) {
        if (freezing.dom.matches(element, `:${name}`)) extraOf(freezing, element).is.push(name);
      }
      if (freezing.dom.matches(element, ':focus-visible')) {
        const style = getComputedStyle(element);
        extraOf(freezing, element).style += `outline:${style.outline};outline-offset:${style.outlineOffset};`;
      }
    }
    for (const element of freezing.dom.all(root, 'input:indeterminate')) {
      if ((element as HTMLInputElement).type === 'checkbox') noteIndeterminate(freezing, element);
    }
    for (const element of freezing.dom.all(root, ':defined')) {
      const name = freezing.dom.name(element);
      if (!name.includes('-') && !freezing.dom.has(element, 'is')) continue;
      const extra = extraOf(freezing, element);
      extra.is.push('defined');
      for (const state of states) {
        if (freezing.dom.matches(element, `:state(${state})`)) extra.is.push(`state-${state}`);
      }
    }
    noteAnimations(freezing, root);
  }
  noteTopLayer(freezing);
  noteHighlights(freezing);
}

/** An indeterminate box has no markup; this draws what Chromium draws for it. */
function noteIndeterminate(freezing: Freezing, element: Element): void {
  const extra = extraOf(freezing, element);
  extra.is.push('indeterminate');
  const style = getComputedStyle(element);
  if (style.appearance === 'none') return;
  const colour = style.accentColor === 'auto' ? '%230075ff' : encodeURIComponent(style.accentColor);
  // Without its own look a box stands on its margin.
  const lowered = style.verticalAlign === 'baseline' ? `vertical-align:-${style.marginBottom};` : '';
  extra.style +=
    `${lowered}appearance:none;width:${style.width};height:${style.height};` +
    'background:url("data:image/svg+xml,' +
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 13 13'%3E%3Crect width='13' height='13' rx='2' " +
    `fill='${colour}'/%3E%3Crect x='3' y='5.5' width='7' height='2' rx='1' fill='white'/%3E%3C/svg%3E") 0 0/100% 100%;`;
}

/** Names in `:state(...)` selectors; asked for only where a custom element exists. */
function customStateNames(freezing: Freezing, roots: ReadonlyArray<Document | ShadowRoot>): string[] {
  const { dom } = freezing;
  const custom = roots.some((root) =>
    dom.all(root, ':defined').some((element) => dom.name(element).includes('-')),
  );
  if (!custom || !CSS.supports('selector(:state(x))')) return [];
  const names = new Set<string>();
  const seen = new Set<CSSStyleSheet>();
  for (const root of roots) {
    const listed =
      root instanceof Document
        ? dom.styleSheets(root)
        : (Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'styleSheets')?.get?.call(
            root,
          ) as StyleSheetList);
    for (const sheet of [...listed, ...adoptedSheetsOf(root)]) {
      if (seen.has(sheet)) continue;
      seen.add(sheet);
      try {
        for (const rule of sheet.cssRules) {
          if (!rule.cssText.includes(':state(')) continue;
          for (const found of rule.cssText.matchAll(/:state\(\s*([\w-]+)\s*\)/g)) names.add(found[1] ?? '');
        }
      } catch {
        // A sheet of another origin cannot be read; its state selectors stay unmatched.
      }
    }
  }
  return [...names];
}
