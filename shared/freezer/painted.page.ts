import type { Dom } from './dom.page.ts';
import { extraOf, type Freezing } from './freezing.page.ts';

/** A rectangle of the window, in CSS pixels. */
export type Box = { x: number; y: number; width: number; height: number };

/** Notes pictures of the backgrounds that a paint worklet drew (`paint(...)`). */
export function notePainted(freezing: Freezing, painted: readonly Element[]): void {
  for (const [index, element] of painted.entries()) {
    const picture = freezing.texts[pictureName(index)];
    if (!picture) continue;
    extraOf(freezing, element).style +=
      `background-image:url("${picture}");background-size:100% 100%;background-position:0 0;` +
      'background-repeat:repeat;background-origin:padding-box;background-attachment:scroll;';
  }
}

/** Under which name the picture of a background is handed in. */
export function pictureName(index: number): string {
  return `paint:${index}`;
}

/** Elements of the document whose background a paint worklet draws. */
export function paintedElements(dom: Dom): Element[] {
  return dom
    .all(document, '*')
    .filter((element) => getComputedStyle(element).backgroundImage.includes('paint('));
}

/** Hides all of an element but its background, and says where that lies; nothing where a picture would not fit it. */
export function showOnlyBackground(element: Element): Box | undefined {
  const style = getComputedStyle(element);
  const rect = element.getBoundingClientRect();
  const side = (name: string) => Number.parseFloat(style.getPropertyValue(`border-${name}-width`)) || 0;
  const turned = element instanceof HTMLElement && Math.abs(element.offsetWidth - rect.width) > 1;
  const lines = element.getClientRects().length;
  if (turned || lines !== 1) return undefined;
  if (!document.adoptedStyleSheets.includes(onlyBackground())) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, onlyBackground()];
  }
  element.setAttribute('sp-painted', '');
  return {
    x: rect.x + side('left'),
    y: rect.y + side('top'),
    width: rect.width - side('left') - side('right'),
    height: rect.height - side('top') - side('bottom'),
  };
}

/** Shows the element as it was. */
export function showAgain(element: Element): void {
  element.removeAttribute('sp-painted');
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== onlyBackground());
}

let hiding: CSSStyleSheet | undefined;

function onlyBackground(): CSSStyleSheet {
  if (hiding) return hiding;
  hiding = new CSSStyleSheet();
  hiding.replaceSync(
    '[sp-painted]{-webkit-text-fill-color:transparent!important;text-shadow:none!important;' +
      'text-decoration-color:transparent!important;transition:none!important}' +
      '[sp-painted]::marker{color:transparent!important}' +
      '[sp-painted]::before,[sp-painted]::after,[sp-painted] *{visibility:hidden!important;transition:none!important}',
  );
  return hiding;
}
