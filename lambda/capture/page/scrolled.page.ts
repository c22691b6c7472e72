/**
 * Page-side half of keeping a page as it was scrolled (`#part`, an entry of a menu). A window as tall as the page has
 * nothing left to scroll, nor has a box as tall as that window: browsers move both to their beginning, and leave them
 * there when it is small again. Self-contained functions, sent over by their source.
 */

declare global {
  /** How far page and boxes were scrolled; an element keeps its place when what is above it grows. */
  var stillpageScrolled:
    | {
        readonly x: number;
        readonly y: number;
        readonly held: Element | null;
        readonly top: number;
        readonly boxes: ReadonlyArray<{
          readonly element: Element;
          readonly top: number;
          readonly left: number;
        }>;
      }
    | undefined;
}

/** Remembers how far the page and the boxes in it are scrolled. */
export function noteScrolled(): void {
  const mostLooked = 50_000;
  const boxes: Array<{ element: Element; top: number; left: number }> = [];
  const roots: Array<Document | ShadowRoot> = [document];
  let looked = 0;
  for (let root = roots.pop(); root; root = roots.pop()) {
    for (const element of root.querySelectorAll('*')) {
      if (looked++ > mostLooked) break;
      if (element.shadowRoot) roots.push(element.shadowRoot);
      // Asking what is not laid out would lay it out.
      if (element === document.scrollingElement || !element.checkVisibility({ contentVisibilityAuto: true }))
        continue;
      const { scrollTop: top, scrollLeft: left } = element;
      if (top !== 0 || left !== 0) boxes.push({ element, top, left });
    }
  }
  const middle = scrollY > 0 ? document.elementFromPoint(innerWidth / 2, innerHeight / 2) : null;
  const held = document.querySelector(':target') ?? middle;
  const top = held?.getBoundingClientRect().top ?? 0;
  globalThis.stillpageScrolled = { x: scrollX, y: scrollY, held, top, boxes };
}

/** Scrolls the page to where it was, and boxes that have lost their place. */
export function scrollBack(): void {
  if (!globalThis.stillpageScrolled) return;
  const { x, y, held, top: before, boxes } = globalThis.stillpageScrolled;
  for (const { element, top, left } of boxes) {
    const { scrollTop, scrollLeft } = element;
    if (Math.abs(scrollTop) < Math.abs(top) || Math.abs(scrollLeft) < Math.abs(left))
      element.scrollTo({ top, left, behavior: 'instant' });
  }
  if (x === scrollX && y === scrollY) return;
  window.scrollTo({ left: x, top: y, behavior: 'instant' });
  if (y > 0 && held?.checkVisibility())
    scrollBy({ top: held.getBoundingClientRect().top - before, behavior: 'instant' });
}
