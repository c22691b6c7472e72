import { elementAbove } from './dom.page.ts';
import { extraOf, type Freezing } from './freezing.page.ts';

/** Dialogs, popovers and fullscreen elements lie in the top layer, which needs script to enter. */
export function noteTopLayer(freezing: Freezing, element: Element): void {
  const { dom } = freezing;
  const modal = dom.matches(element, ':modal');
  const popover = dom.matches(element, ':popover-open');
  const fullscreen = dom.matches(element, ':fullscreen');
  if (!modal && !popover && !fullscreen) return;
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
  extra.style += `display:${style.display};z-index:2147483647;`;
  for (const name of names) extra.style += `${name}:${style.getPropertyValue(name)};`;
  extra.style += placeByAnchor(element, style);
  raiseAbove(freezing, element);
  const behind = getComputedStyle(element, '::backdrop');
  const paints =
    behind.display !== 'none' &&
    (!/^(transparent|rgba\(0, 0, 0, 0\))$/.test(behind.backgroundColor) ||
      behind.backgroundImage !== 'none' ||
      behind.backdropFilter !== 'none');
  if (!paints) return;
  let css = 'display:block;position:fixed;inset:0;z-index:2147483647;pointer-events:none;';
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

/** Without a top layer the ancestors decide: those that order are raised, one that contains makes the element move. */
function raiseAbove(freezing: Freezing, element: Element): void {
  let above: Element | null = element;
  const raised: Array<readonly [Element, string]> = [];
  for (;;) {
    above = elementAbove(above);
    if (!above) break;
    const style = getComputedStyle(above);
    const contains =
      [style.transform, style.filter, style.perspective, style.backdropFilter].some(
        (value) => value && value !== 'none',
      ) ||
      [style.translate, style.rotate, style.scale].some((value) => value && value !== 'none') ||
      /paint|layout|strict|content/.test(style.contain) ||
      /transform|filter|perspective|translate|rotate|scale/.test(style.willChange);
    if (contains && element.getRootNode() === document) {
      freezing.portals.add(element);
      return;
    }
    const orders =
      style.zIndex !== 'auto' || style.opacity !== '1' || style.isolation === 'isolate' || contains;
    if (!orders || above === document.body || above === document.documentElement) continue;
    const placed = style.position === 'static' ? 'position:relative;' : '';
    raised.push([above, `${placed}z-index:2147483647;`]);
  }
  for (const [ancestor, style] of raised) extraOf(freezing, ancestor).style += style;
}
