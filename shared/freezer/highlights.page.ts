import type { Dom } from './dom.page.ts';
import type { Freezing } from './freezing.page.ts';
import { textFragmentRanges } from './text-fragments.page.ts';

/** Ranges that are painted alike; `cssOf` says their looks for the element a text is in. */
type Layer = {
  readonly ranges: readonly AbstractRange[];
  readonly cssOf: (parent: Element) => string | undefined;
};

/** Notes what is painted over the letters of the page, the lowest layer first. */
export function noteHighlights(freezing: Freezing): void {
  const layers = [...customHighlights(), addressedText(freezing.dom), markedText()];
  for (const [layer, { ranges, cssOf }] of layers.entries())
    for (const range of ranges) paint(freezing, range, layer, cssOf);
}

/** Ranges of the CSS Custom Highlight API, by priority and then as they were registered. */
function customHighlights(): Layer[] {
  const registry = (CSS as { highlights?: Map<string, Set<AbstractRange> & { priority: number }> })
    .highlights;
  if (!registry) return [];
  // By forEach: a content script of Firefox cannot walk the iterators of the page's collections.
  const layers: Array<Layer & { readonly priority: number }> = [];
  try {
    registry.forEach((highlight, name) => {
      const ranges: AbstractRange[] = [];
      highlight.forEach((range) => {
        ranges.push(range);
      });
      const cssOf = (parent: Element) =>
        highlightCss(parent, getComputedStyle(parent, `::highlight(${name})`));
      layers.push({ ranges, cssOf, priority: highlight.priority });
    });
  } catch {
    // Nor may it look at ranges that the page made; they stay unpainted.
    return [];
  }
  return layers.sort((one, two) => one.priority - two.priority);
}

/** What the address of the page marks, in the page's colours or those of Chromium. */
function addressedText(dom: Dom): Layer {
  const cssOf = (parent: Element) => {
    const marked = getComputedStyle(parent, '::target-text');
    return isPlain(parent, marked) ? 'color:#000;background-color:#e9d2fd' : highlightCss(parent, marked);
  };
  return { ranges: CSS.supports('selector(::target-text)') ? textFragmentRanges(dom) : [], cssOf };
}

/** The text that was marked when the page was seen, in the colours it was marked in. */
function markedText(): Layer {
  const selection = document.getSelection();
  const ranges: Range[] = [];
  for (let at = 0; at < (selection?.rangeCount ?? 0); at += 1) {
    const range = selection?.getRangeAt(at);
    if (range && !range.collapsed) ranges.push(range);
  }
  const cssOf = (parent: Element) => {
    if (getComputedStyle(parent).userSelect === 'none') return undefined;
    const marked = getComputedStyle(parent, '::selection');
    return isPlain(parent, marked)
      ? 'color:HighlightText;background-color:Highlight'
      : highlightCss(parent, marked);
  };
  return { ranges, cssOf };
}

/** Whether no rule says how this is painted. */
function isPlain(parent: Element, marked: CSSStyleDeclaration): boolean {
  return (
    marked.backgroundColor === 'rgba(0, 0, 0, 0)' &&
    marked.color === getComputedStyle(parent).color &&
    marked.textDecorationLine === 'none' &&
    marked.textShadow === 'none'
  );
}

/** Notes the looks of the texts in a range. */
function paint(
  freezing: Freezing,
  { startContainer, startOffset, endContainer, endOffset }: AbstractRange,
  layer: number,
  cssOf: Layer['cssOf'],
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
    list.push({ start, end, css, layer });
    freezing.highlights.set(node, list);
  }
}

/** Whether a mark in this text would be laid out where the text alone is not, or would cut one box in several. */
function wouldBecomeABox(text: Text, parent: Element, partly: boolean): boolean {
  const blank = !/\S/.test(text.data);
  if (blank && text.data.includes('\n')) return true;
  return (blank || partly) && /flex|grid|table(?!-cell|-caption)/.test(getComputedStyle(parent).display);
}

function highlightCss(parent: Element, marked: CSSStyleDeclaration): string {
  const names = [
    ...['background-color', 'text-shadow', 'text-decoration'],
    ...['text-underline-offset', 'text-underline-position', 'text-decoration-skip-ink'],
  ];
  // A colour that it does not change is that of the layer below.
  const own = getComputedStyle(parent);
  const colours = ['color', '-webkit-text-fill-color'];
  const coloured = colours.some((name) => marked.getPropertyValue(name) !== own.getPropertyValue(name));
  return [...(coloured ? colours : []), ...names]
    .map((name) => `${name}:${marked.getPropertyValue(name)}`)
    .join(';');
}
