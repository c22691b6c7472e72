import { type Freezing, write } from './freezing.page.ts';

/**
 * Keeps a scroller where it stood: an invisible box over the part that showed, named as the place to start at.
 * Browsers that do not know `scroll-initial-target` start at the top; everything stays reachable in all of them.
 */
export function writeScrollStart(freezing: Freezing, element: Element): void {
  const top = freezing.dom.scrollTop(element);
  const left = freezing.dom.scrollLeft(element);
  const box = `top:${top}px;left:${left}px;width:${element.clientWidth}px;height:${element.clientHeight}px`;
  write(freezing, anchor(box, getComputedStyle(element)));
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
  const box = `top:${top}px;left:${left}px;width:${root.clientWidth}px;height:${root.clientHeight}px`;
  write(freezing, anchor(box, getComputedStyle(root)));
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

function anchor(box: string, style: CSSStyleDeclaration): string {
  const padding = ['top', 'right', 'bottom', 'left'].map((side) => {
    const size = Number.parseFloat(style.getPropertyValue(`scroll-padding-${side}`));
    return size > 0 ? `${-size}px` : '0px';
  });
  return (
    `<sp-scroll style="display:block;position:absolute;margin:0;padding:0;border:0;${box};visibility:hidden;` +
    `pointer-events:none;scroll-margin:${padding.join(' ')};scroll-initial-target:nearest"></sp-scroll>`
  );
}
