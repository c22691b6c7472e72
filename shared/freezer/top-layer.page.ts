import type { Dom } from './dom.page.ts';
import { extraOf, type Freezing } from './freezing.page.ts';
import { heightInTopLayer, raiseTopLayer } from './top-layer-order.page.ts';

/** Dialogs, popovers and fullscreen elements that lie in the top layer, and those on their way out of it; in the order of the page. */
export function topLayerElements(dom: Dom, roots: ReadonlyArray<Document | ShadowRoot>): Element[] {
  const lies = (element: Element) =>
    [':modal', ':popover-open', ':fullscreen'].some((state) => dom.matches(element, state)) ||
    getComputedStyle(element).getPropertyValue('overlay') === 'auto';
  return roots.flatMap((root) => dom.all(root, 'dialog,[popover],:fullscreen').filter(lies));
}

/** Lays what lies in the top layer, which needs script to enter, over the page by its place in the order. */
export function noteTopLayer(freezing: Freezing): void {
  for (const [at, element] of freezing.topLayer.entries())
    noteLayer(freezing, element, heightInTopLayer(freezing, at));
  raiseTopLayer(freezing);
}

function noteLayer(freezing: Freezing, element: Element, height: number): void {
  const fullscreen = freezing.dom.matches(element, ':fullscreen');
  const extra = extraOf(freezing, element);
  const style = getComputedStyle(element);
  const names = fullscreen
    ? [
        'position',
        'top',
        'right',
        'bottom',
        'left',
        'width',
        'height',
        'margin',
        'object-fit',
        'border',
        'padding',
      ]
    : ['position', 'top', 'right', 'bottom', 'left', 'max-width', 'max-height', 'overflow-x', 'overflow-y'];
  extra.style += `display:${style.display};z-index:${height};`;
  for (const name of names) extra.style += `${name}:${style.getPropertyValue(name)};`;
  extra.style += placeByAnchor(element, style);
  const behind = getComputedStyle(element, '::backdrop');
  const paints =
    behind.display !== 'none' &&
    (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(behind.backgroundColor) ||
      behind.backgroundImage !== 'none' ||
      behind.backdropFilter !== 'none');
  if (!paints) return;
  let css = `display:block;position:fixed;inset:0;z-index:${height};pointer-events:none;`;
  const props = ['background-color', 'background-image', 'background-size', 'background-position', 'opacity'];
  for (const name of [...props, 'backdrop-filter', 'filter'])
    css += `${name}:${behind.getPropertyValue(name)};`;
  extra.before = css;
}

/** What stands by an anchor of the page's choosing (`position-area`) stands where it stood: without a top layer it has lost it. */
function placeByAnchor(element: Element, style: CSSStyleDeclaration): string {
  const area = style.getPropertyValue('position-area');
  if (!area || area === 'none' || style.transform !== 'none') return '';
  const box = element.getBoundingClientRect();
  const absolute = style.position === 'absolute';
  const top = box.top + (absolute ? scrollY : 0);
  const left = box.left + (absolute ? scrollX : 0);
  return (
    `position-area:none;position-try-fallbacks:none;box-sizing:border-box;margin:0;inset:${top}px auto auto ${left}px;` +
    `width:${box.width}px;height:${box.height}px;`
  );
}
