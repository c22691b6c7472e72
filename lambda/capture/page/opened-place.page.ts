/** Page-side half of where a page had opened (`#part`). Self-contained functions, sent over by their source. */

declare global {
  /** What the page was scrolled to; an element keeps its place when what is above it grows. */
  var stillpagePlace:
    | { readonly x: number; readonly y: number; readonly target?: Element; readonly top: number }
    | undefined;
}

/** Remembers how far the page is scrolled. */
export function noteOpenedPlace(): void {
  const target = document.querySelector(':target');
  const top = target?.getBoundingClientRect().top ?? 0;
  globalThis.stillpagePlace = { x: scrollX, y: scrollY, top, ...(target ? { target } : {}) };
}

/** Scrolls the page to where it had opened. */
export function backToOpenedPlace(): void {
  const { x = 0, y = 0, target, top = 0 } = globalThis.stillpagePlace ?? {};
  if (x === scrollX && y === scrollY) return;
  const moved = y > 0 && target?.isConnected ? target.getBoundingClientRect().top + scrollY - top : y;
  window.scrollTo({ left: x, top: moved, behavior: 'instant' });
}
