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
    paint(freezing, range, (parent) => highlightCss(getComputedStyle(parent, `::highlight(${name})`)));
  }
}

/** The text that was marked when the page was seen, in the colours it was marked in. */
export function noteSelection(freezing: Freezing): void {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return;
  for (let at = 0; at < selection.rangeCount; at += 1) {
    paint(freezing, selection.getRangeAt(at), (parent) => {
      const own = getComputedStyle(parent);
      if (own.userSelect === 'none') return undefined;
      const marked = getComputedStyle(parent, '::selection');
      const plain =
        marked.backgroundColor === 'rgba(0, 0, 0, 0)' &&
        marked.color === own.color &&
        marked.textDecorationLine === 'none' &&
        marked.textShadow === 'none';
      return plain ? 'color:HighlightText;background-color:Highlight' : highlightCss(marked);
    });
  }
}

/** Notes the looks of the texts in a range; `cssOf` says them for the element a text is in. */
function paint(
  freezing: Freezing,
  { startContainer, startOffset, endContainer, endOffset }: AbstractRange,
  cssOf: (parent: Element) => string | undefined,
): void {
  const range = document.createRange();
  try {
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
  } catch {
    // A range that does not follow the page may end where there is nothing any more; browsers paint none of it.
    return;
  }
  const walker = document.createTreeWalker(startContainer.getRootNode(), NodeFilter.SHOW_TEXT);
  walker.currentNode = startContainer;
  let node = startContainer instanceof Text ? startContainer : (walker.nextNode() as Text | null);
  for (; node && range.comparePoint(node, 0) <= 0; node = walker.nextNode() as Text | null) {
    const start = node === startContainer ? startOffset : 0;
    const end = node === endContainer ? endOffset : node.length;
    const parent = freezing.dom.parent(node);
    if (end <= start || !(parent instanceof Element) || !range.intersectsNode(node)) continue;
    if (wouldBecomeABox(node, parent, end - start < node.length)) continue;
    const css = cssOf(parent);
    if (css === undefined) continue;
    const list = freezing.highlights.get(node) ?? [];
    list.push({ start, end, css });
    freezing.highlights.set(node, list);
  }
}

/** Whether a mark in this text would be laid out where the text alone is not, or would cut one box in several. */
function wouldBecomeABox(text: Text, parent: Element, partly: boolean): boolean {
  const blank = !/\S/.test(text.data);
  if (blank && text.data.includes('\n')) return true;
  return (blank || partly) && /flex|grid|table(?!-cell|-caption)/.test(getComputedStyle(parent).display);
}

function highlightCss(style: CSSStyleDeclaration): string {
  const names = [
    ...['color', 'background-color', 'text-shadow', '-webkit-text-fill-color', 'text-decoration'],
    ...['text-underline-offset', 'text-underline-position', 'text-decoration-skip-ink'],
  ];
  return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
}
