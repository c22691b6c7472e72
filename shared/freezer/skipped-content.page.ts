import { extraOf, type Freezing } from './freezing.page.ts';

/**
 * Boxes that are laid out only near the window (`content-visibility: auto`) keep the size they have now: the browser
 * remembers it of those it has shown, and a still would begin with the sheet's guess.
 */
export function noteSkippedContent(freezing: Freezing, roots: ReadonlyArray<Document | ShadowRoot>): void {
  for (const root of roots) {
    for (const element of freezing.dom.all(root, '*')) {
      const style = getComputedStyle(element);
      if (style.getPropertyValue('content-visibility') !== 'auto') continue;
      const inner = (size: string, ...around: string[]) => {
        const less = style.boxSizing === 'border-box' ? around : [];
        const edges = less.map((name) => Number.parseFloat(style.getPropertyValue(name)) || 0);
        return Number.parseFloat(size) - edges.reduce((sum, edge) => sum + edge, 0);
      };
      const width = inner(
        style.width,
        ...['padding-left', 'padding-right'],
        ...['border-left-width', 'border-right-width'],
      );
      const height = inner(
        style.height,
        ...['padding-top', 'padding-bottom'],
        ...['border-top-width', 'border-bottom-width'],
      );
      if (width >= 0 && height >= 0)
        extraOf(freezing, element).style += `contain-intrinsic-size:auto ${width}px auto ${height}px;`;
    }
  }
}
