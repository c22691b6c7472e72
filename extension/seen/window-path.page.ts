/** Deepest frame that is looked for. */
const DEPTH_MAX = 12;

/**
 * Where this frame lies, as indexes into `window` from the top; it works across origins and leaves no trace in the page.
 * Undefined for a frame in a shadow tree, which no index reaches.
 */
export function pathOfFrame(): number[] | undefined {
  const path: number[] = [];
  let at: Window = window;
  while (at !== at.parent) {
    const index = indexIn(at.parent, at);
    if (index < 0 || path.length >= DEPTH_MAX) return undefined;
    path.unshift(index);
    at = at.parent;
  }
  return path;
}

/** The paths of the frames that these elements hold. */
export function pathsOfChildren(elements: readonly Element[]): (number[] | undefined)[] {
  const own = pathOfFrame();
  return elements.map((element) => {
    const child = (element as HTMLIFrameElement).contentWindow;
    const index = child ? indexIn(window, child) : -1;
    return own && index >= 0 ? [...own, index] : undefined;
  });
}

function indexIn(parent: Window, child: Window): number {
  for (let index = 0; index < parent.length; index += 1) if (parent[index] === child) return index;
  return -1;
}
