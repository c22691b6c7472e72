/**
 * Page-side half of waiting for what moves by script: charts that grow, numbers that count up, words that fade in.
 * Each function is sent over by its source; what they remember lies in the isolated world.
 */

declare global {
  var stillpageChangedAt: number | undefined;
}

/** Begins to note when the page last changed something that is shown. */
export function watchChanges(): void {
  if (globalThis.stillpageChangedAt !== undefined) return;
  globalThis.stillpageChangedAt = 0;
  const looked = 20;
  const hasBox = (element: Element | null) => element !== null && element.getClientRects().length > 0;
  const isShown = ({ target, type, addedNodes }: MutationRecord) => {
    const changed = target instanceof Element ? target : target.parentElement;
    // Scripts put scripts and sheets into the body, too.
    const added = (node: Node) => (node instanceof Element ? hasBox(node) : node instanceof Text);
    return hasBox(changed) && (type !== 'childList' || Array.from(addedNodes).some(added));
  };
  new MutationObserver((records) => {
    if (records.slice(-looked).some(isShown)) globalThis.stillpageChangedAt = performance.now();
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [
      ...[
        'style',
        'd',
        'transform',
        'points',
        'width',
        'height',
        'x',
        'y',
        'x1',
        'x2',
        'y1',
        'y2',
        'cx',
        'cy',
      ],
      ...['r', 'opacity', 'fill-opacity', 'stroke-dasharray', 'stroke-dashoffset', 'value'],
    ],
  });
}

/**
 * Waits until nothing that is shown has changed by script for a moment, or for so many milliseconds. Of canvases a
 * small copy is compared; one that a GPU draws reads as empty between its frames, and is not waited for.
 */
export async function untilStill(milliseconds: number): Promise<void> {
  const stillMs = 150;
  const stillFrames = 6;
  const side = 24;
  const mostCanvases = 8;
  const until = performance.now() + milliseconds;
  const canvases = Array.from(document.querySelectorAll('canvas'))
    .filter((canvas) => canvas.width > 0 && canvas.height > 0 && canvas.getClientRects().length > 0)
    .slice(0, mostCanvases);
  const small = document.createElement('canvas');
  small.width = side;
  small.height = side;
  const context = canvases.length > 0 ? small.getContext('2d', { willReadFrequently: true }) : null;
  const copyOf = (canvas: HTMLCanvasElement): string => {
    try {
      context?.clearRect(0, 0, side, side);
      context?.drawImage(canvas, 0, 0, side, side);
      return String(context?.getImageData(0, 0, side, side).data);
    } catch {
      // It holds a picture of another origin.
      return '';
    }
  };
  let changedAt = canvases.length > 0 ? performance.now() : 0;
  let copies: string[] = canvases.map(copyOf);
  // Frames too, because on a busy machine a change may be long in coming.
  let frames = 0;
  for (let now = performance.now(); now < until; now = performance.now()) {
    const last = Math.max(changedAt, globalThis.stillpageChangedAt ?? 0);
    const still = now - last >= stillMs;
    if (still && (last === 0 || frames >= stillFrames)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, stillMs);
      requestAnimationFrame(resolve);
    });
    const next = canvases.map(copyOf);
    if (next.some((copy, at) => copy !== copies[at])) changedAt = performance.now();
    const moved = Math.max(changedAt, globalThis.stillpageChangedAt ?? 0) > last;
    frames = moved ? 0 : frames + 1;
    copies = next;
  }
}
