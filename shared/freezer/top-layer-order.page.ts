import { elementAbove } from './dom.page.ts';
import { extraOf, type Freezing } from './freezing.page.ts';

/** The `z-index` of the top-layer element at a place of the order, the last of which lies above everything. */
export function heightInTopLayer({ topLayer }: Freezing, at: number): number {
  const highest = 2_147_483_647;
  return highest - (topLayer.length - 1 - at);
}

/**
 * Brings what lies in the top layer above the page, where only stacking contexts decide: those around an element are
 * raised with it. An element moves to the end of the body when an ancestor contains it, or when what lies between two
 * elements of one context is outside of it.
 */
export function raiseTopLayer(freezing: Freezing): void {
  const { topLayer, portals } = freezing;
  const within = new Map<Element, number[]>();
  const contexts = topLayer.map((element) => contextsAbove(freezing, element));
  for (const [at, found] of contexts.entries()) {
    if (found.contained) portals.add(topLayer[at] as Element);
    else for (const context of found.contexts) within.set(context, [...(within.get(context) ?? []), at]);
  }
  for (const [context, inside] of within) {
    const own = topLayer.indexOf(context);
    let last = own >= 0 ? own : (inside[0] ?? 0) - 1;
    for (const at of inside) {
      if (at === last + 1) last = at;
      else if (movable(topLayer[at] as Element)) portals.add(topLayer[at] as Element);
    }
  }
  const raised = new Map<Element, number>();
  for (const [at, element] of topLayer.entries()) {
    if (portals.has(element)) continue;
    for (const context of contexts[at]?.contexts ?? []) {
      if (!topLayer.includes(context)) raised.set(context, heightInTopLayer(freezing, at));
    }
  }
  for (const [context, height] of raised) {
    const placed = getComputedStyle(context).position === 'static' ? 'position:relative;' : '';
    extraOf(freezing, context).style += `${placed}z-index:${height};`;
  }
}

/** The stacking contexts an element is in, innermost first, up to the one that contains it and all that is fixed in it. */
function contextsAbove(freezing: Freezing, element: Element): { contexts: Element[]; contained: boolean } {
  const contexts: Element[] = [];
  // In the top layer it is placed in the page; elsewhere in what is placed around it.
  const absolute = getComputedStyle(element).position === 'absolute';
  for (let above = elementAbove(element); above; above = elementAbove(above)) {
    const style = getComputedStyle(above);
    const page = above === document.body || above === document.documentElement;
    const contains = containsFixed(style) || (absolute && !page && style.position !== 'static');
    if (contains && movable(element)) return { contexts: [], contained: true };
    if (freezing.topLayer.includes(above)) {
      // Where that one moves to, this one goes with it.
      const around = contextsAbove(freezing, above);
      return { contexts: [...contexts, above, ...around.contexts], contained: false };
    }
    const orders =
      style.zIndex !== 'auto' || style.opacity !== '1' || style.isolation === 'isolate' || contains;
    if (orders && !page) contexts.push(above);
  }
  return { contexts, contained: false };
}

/** Only what is in no shadow tree keeps most of its rules when it moves. */
function movable(element: Element): boolean {
  return element.getRootNode() === document;
}

function containsFixed(style: CSSStyleDeclaration): boolean {
  return (
    [style.transform, style.filter, style.perspective, style.backdropFilter].some(
      (value) => value && value !== 'none',
    ) ||
    [style.translate, style.rotate, style.scale].some((value) => value && value !== 'none') ||
    /paint|layout|strict|content/.test(style.contain) ||
    /transform|filter|perspective|translate|rotate|scale/.test(style.willChange)
  );
}
