import { type Freezing, write } from './freezing.page.ts';

/**
 * Keeps a scroller where it stood: an invisible box over the part that showed, named as the place to start at.
 * Browsers that do not know `scroll-initial-target` start at the top; everything stays reachable in all of them.
 */
export function writeScrollStart(freezing: Freezing, element: Element): void {
  const top = freezing.dom.scrollTop(element);
  const left = freezing.dom.scrollLeft(element);
  write(freezing, anchor(top, left, element));
}

/** The same for the page itself, at the end of its body. */
export function writePageScrollStart(freezing: Freezing, body: HTMLElement): void {
  const root = document.scrollingElement;
  if (!root || (scrollX === 0 && scrollY === 0)) return;
  const style = getComputedStyle(body);
  const own = style.position !== 'static' || style.transform !== 'none';
  const rect = body.getBoundingClientRect();
  const top = own ? -rect.top - body.clientTop : scrollY;
  const left = own ? -rect.left - body.clientLeft : scrollX;
  write(freezing, anchor(top, left, root));
}

/**
 * Whether an element is scrolled. What is laid out only when it is shown (a closed `details`, `content-visibility`) is
 * not asked: for each answer the browser would lay all of it out, and forget that again.
 */
export function isScrolled(freezing: Freezing, element: Element): boolean {
  const { dom } = freezing;
  if (!Element.prototype.checkVisibility.call(element, { contentVisibilityAuto: true })) return false;
  return dom.scrollTop(element) !== 0 || dom.scrollLeft(element) !== 0;
}

/** Static scrollers have to become the anchor's containing block. */
export function scrollStyle(element: Element): string {
  return getComputedStyle(element).position === 'static' ? 'position:relative;' : '';
}

function anchor(top: number, left: number, scroller: Element): string {
  const style = getComputedStyle(scroller);
  const { clientWidth: width, clientHeight: height } = scroller;
  // Browsers show a target inside of the scroller's padding; then the box is as large as what is left.
  const padding = (side: string, whole: number) => {
    const value = style.getPropertyValue(`scroll-padding-${side}`);
    const size = Number.parseFloat(value) * (value.endsWith('%') ? whole / 100 : 1);
    return size > 0 ? Math.min(size, whole / 2) : 0;
  };
  const [above, below] = [padding('top', height), padding('bottom', height)];
  const [before, after] = [padding('left', width), padding('right', width)];
  const box =
    `top:${top + above}px;left:${left + before}px;` +
    `width:${width - before - after}px;height:${height - above - below}px`;
  return (
    `<sp-scroll style="display:block;position:absolute;margin:0;padding:0;border:0;${box};visibility:hidden;` +
    `pointer-events:none;scroll-margin:0;scroll-initial-target:nearest"></sp-scroll>`
  );
}
