/** What lies over the page, so that somebody sees it in the page's place. */
export type CoverSigns = {
  /** Share of the window's middle that is covered. */
  readonly share: number;
  /** Visible text of what covers it, at most 2,000 characters of it. */
  readonly text: string;
  /** Fields for a name, an address, a number or a password in it. */
  readonly fields: number;
};

/**
 * Looks for a box over the page, with its backdrop; self-contained. A grid of points over the window's middle is asked
 * for what is on top of it: what is fixed to the window or in the top layer, and not the page itself, covers the page.
 */
export function readCover(): CoverSigns {
  const steps = [0.15, 0.32, 0.5, 0.68, 0.85];
  const covers = new Set<Element>();
  let covered = 0;
  const above = (element: Element | null): Element | undefined => {
    for (let at = element; at && at !== document.body && at !== document.documentElement; ) {
      if (at.matches(':modal,:popover-open') || getComputedStyle(at).position === 'fixed') return at;
      const parent: Element | null = at.assignedSlot ?? at.parentElement;
      const root = at.getRootNode();
      at = parent ?? (root instanceof ShadowRoot ? root.host : null);
    }
    return undefined;
  };
  for (const x of steps)
    for (const y of steps) {
      const cover = above(document.elementFromPoint(innerWidth * x, innerHeight * y));
      if (!cover) continue;
      covers.add(cover);
      covered += 1;
    }
  let text = '';
  let fields = 0;
  const read = (root: Element | ShadowRoot) => {
    text += `${root instanceof HTMLElement ? root.innerText : (root.textContent ?? '')}\n`;
    for (const field of root.querySelectorAll('input'))
      if (field.getClientRects().length > 0)
        fields += Number(
          field.matches(
            'input:not([type]),input[type="text"],input[type="email"],input[type="tel"],input[type="password"]',
          ),
        );
    for (const host of root.querySelectorAll('*')) if (host.shadowRoot) read(host.shadowRoot);
  };
  // A box within another is read with it.
  for (const cover of covers)
    if (!Array.from(covers).some((other) => other !== cover && other.contains(cover))) {
      read(cover);
      if (cover.shadowRoot) read(cover.shadowRoot);
    }
  return { share: covered / steps.length ** 2, text: text.trim().slice(0, 2000), fields };
}
