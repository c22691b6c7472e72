/**
 * Page-side half of what appears when somebody scrolls to it. Each function is sent over by its source; what they
 * remember of the document lies in the isolated world, where the page does not see it.
 */

/** What is hidden until it is seen: an element, its looks before, and those that the page gave it once it was seen. */
type Reveal = {
  readonly element: HTMLElement | SVGElement;
  readonly before: string;
  shown?: { readonly looks: string; readonly attributes: ReadonlyArray<readonly [string, string]> };
};

declare global {
  var stillpageReveals: Reveal[] | undefined;
}

/** Remembers, besides what it knows already, what in the flow below the window is laid out and not shown; answers how much. */
export function noteHidden(): number {
  const mostLooked = 30_000;
  const most = 500;
  const found = globalThis.stillpageReveals ?? [];
  const known = new Set<Element>(found.map(({ element }) => element));
  const shown = { opacityProperty: true, visibilityProperty: true };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT, (node) => {
    if (found.length >= most || !(node instanceof HTMLElement)) return NodeFilter.FILTER_REJECT;
    if (node.checkVisibility(shown)) return NodeFilter.FILTER_SKIP;
    // Not laid out at all: nothing of it will be seen. `display: contents` has no box either.
    if (!node.checkVisibility()) return NodeFilter.FILTER_REJECT;
    const { opacity, visibility, position } = getComputedStyle(node);
    if (opacity !== '0' && visibility === 'visible') return NodeFilter.FILTER_SKIP;
    const box = node.getBoundingClientRect();
    const below = box.bottom > innerHeight && box.left < innerWidth && box.right > 0;
    const inFlow = position !== 'fixed' && position !== 'absolute';
    const empty = node.textContent?.trim() === '' && !node.matches('img,picture,video,canvas,iframe,:has(*)');
    if (below && inFlow && !empty && !known.has(node) && box.width >= 32 && box.height >= 16)
      found.push({ element: node, before: `${node.className} ${node.getAttribute('style')}` });
    return NodeFilter.FILTER_REJECT;
  });
  for (let looked = 0; looked < mostLooked && walker.nextNode(); looked += 1);
  globalThis.stillpageReveals = found;
  return found.length;
}

/** Remembers the looks of what has been shown meanwhile; answers how much is hidden as ever. */
export function noteShown(): number {
  let hidden = 0;
  for (const reveal of globalThis.stillpageReveals ?? []) {
    const { element, before } = reveal;
    const looks = `${element.className} ${element.getAttribute('style')}`;
    if (looks === before && !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
      // Space that is only kept free is no content that waits to be seen.
      if (!reveal.shown && getComputedStyle(element).opacity === '0') hidden += 1;
      continue;
    }
    if (looks === before && reveal.shown) continue;
    const attributes = Array.from(element.attributes, ({ name, value }) => [name, value] as const);
    reveal.shown = { looks, attributes };
  }
  return hidden;
}

/** Shows again what the page had shown to somebody who was there, and hid when they had gone. */
export function keepShown(): void {
  for (const { element, before, shown } of globalThis.stillpageReveals ?? []) {
    if (!shown || !element.isConnected) continue;
    const looks = `${element.className} ${element.getAttribute('style')}`;
    // On its way back by a transition it is still seen.
    const goesBack = looks === before && looks !== shown.looks;
    if (!goesBack && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    for (const [name, value] of shown.attributes) {
      if (/^(class|style|data-.*)$/.test(name) && element.getAttribute(name) !== value)
        element.setAttribute(name, value);
    }
    const { style } = element;
    // Caught on its way by a script that draws each step, or still hidden.
    if (style.opacity !== '' && style.opacity !== '1') {
      for (const name of ['transform', 'translate', 'scale', 'filter']) style.removeProperty(name);
      style.setProperty('opacity', '1', 'important');
    }
    if (style.visibility === 'hidden') style.visibility = 'visible';
  }
  globalThis.stillpageReveals = [];
}

/** How many pictures in the flow have no source yet that could be loaded, and say somewhere what it will be. */
export function picturesWithoutSource(): number {
  return Array.from(document.images).filter(
    (image) =>
      image.currentSrc === '' &&
      !image.hasAttribute('src') &&
      !image.hasAttribute('srcset') &&
      Object.keys(image.dataset).length > 0 &&
      image.getClientRects().length > 0 &&
      image.getBoundingClientRect().bottom > innerHeight,
  ).length;
}
