import type { Freezing } from './freezing.page.ts';

/** Ranges painted by the CSS Custom Highlight API, for each text node. */
export function noteHighlights(freezing: Freezing): void {
  const registry = (CSS as { highlights?: Map<string, Set<AbstractRange>> }).highlights;
  if (!registry) return;
  // By forEach: a content script of Firefox cannot walk the iterators of the page's collections.
  const painted: Array<readonly [string, AbstractRange]> = [];
  try {
    registry.forEach((ranges, name) => {
      ranges.forEach((range) => {
        painted.push([name, range]);
      });
    });
  } catch {
    // Nor may it look at ranges that the page made; they stay unpainted.
    return;
  }
  for (const [name, range] of painted) {
    const top = range.startContainer.getRootNode();
    const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
    for (let node: Node | null = range.startContainer; node; ) {
      if (node instanceof Text) {
        const start = node === range.startContainer ? range.startOffset : 0;
        const end = node === range.endContainer ? range.endOffset : node.length;
        const parent = freezing.dom.parent(node);
        if (end > start && parent instanceof Element) {
          const style = getComputedStyle(parent, `::highlight(${name})`);
          const list = freezing.highlights.get(node) ?? [];
          list.push({ start, end, css: highlightCss(style) });
          freezing.highlights.set(node, list);
        }
      }
      if (node === range.endContainer) break;
      walker.currentNode = node;
      node = walker.nextNode();
    }
  }
}

function highlightCss(style: CSSStyleDeclaration): string {
  const names = ['color', 'background-color', 'text-decoration', 'text-shadow', '-webkit-text-fill-color'];
  return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
}
