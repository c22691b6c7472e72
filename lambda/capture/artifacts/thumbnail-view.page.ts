/** Where a page's content begins and what lies over it. */
export type ThumbnailView = {
  /** The first line to show, in CSS pixels from the top of the page. */
  readonly top: number;
  /** True when something covers the content that has to be put aside for the picture. */
  readonly covered: boolean;
};

/**
 * Finds the part of a page that tells it from others: its headline rather than the advertisement above it, without
 * the box that asks for consent, an address or an account. Self-contained; what covers is kept under `key` in this
 * world for `setAside`. `shape` is the card's height for each pixel of its width.
 */
export function findThumbnailView(consentBoxes: string, shape: number, key: string): ThumbnailView {
  const width = innerWidth;
  const height = innerHeight;
  const card = width * shape;
  const body = document.body;
  const wholeText = Math.max(1, (body?.textContent ?? '').length);
  const covers = new Set<HTMLElement>();
  const isShown = (box: DOMRect) =>
    box.width > 0 &&
    box.height > 0 &&
    box.bottom > 0 &&
    box.top < height &&
    box.right > 0 &&
    box.left < width;
  const judged = new Map<HTMLElement, boolean>();
  const isContent = (element: HTMLElement) => {
    const known = judged.get(element);
    if (known !== undefined) return known;
    const content = element === body || (element.textContent ?? '').length > wholeText * 0.5;
    judged.set(element, content);
    return content;
  };
  const consider = (element: HTMLElement, known: boolean) => {
    if (isContent(element)) return;
    const box = element.getBoundingClientRect();
    if (!isShown(box)) return;
    const share =
      ((Math.min(box.right, width) - Math.max(box.left, 0)) *
        (Math.min(box.bottom, height) - Math.max(box.top, 0))) /
      (width * height);
    // A bar along the top, or a column along a side, is part of how the page looks.
    const isBar = box.top <= 10 && box.height < height * 0.2;
    const isColumn = box.height > height * 0.8 && box.width < width * 0.4;
    if (known ? share > 0.02 : share > 0.08 && !isBar && !isColumn) covers.add(element);
  };
  for (const box of document.querySelectorAll<HTMLElement>(consentBoxes)) {
    consider(box, true);
    for (const child of box.children) if (child instanceof HTMLElement) consider(child, true);
  }
  for (const dialog of document.querySelectorAll<HTMLElement>('dialog[open],[aria-modal="true"]'))
    consider(dialog, true);
  // Few points: each asks the whole page what lies there. What covers much is hit by one of them.
  for (const down of [0.15, 0.5, 0.85, 0.96]) {
    for (const along of down > 0.9 ? [0.5] : [1 / 6, 0.5, 5 / 6]) {
      const hit = document.elementFromPoint(width * along, height * down);
      for (let element = hit; element && element !== body; element = element.parentElement) {
        if (!(element instanceof HTMLElement) || covers.has(element)) continue;
        const { position } = getComputedStyle(element);
        if (position === 'fixed' || (position === 'sticky' && down > 0.6)) consider(element, false);
      }
    }
  }
  (globalThis as unknown as Record<string, unknown>)[key] = [...covers];
  const headlines = Array.from(document.querySelectorAll<HTMLElement>('h1')).filter(
    (headline) => headline.getClientRects().length > 0 && (headline.textContent ?? '').trim() !== '',
  );
  const headline =
    headlines.find((one) => one.closest('article,main,[role="main"]')) ??
    (headlines.length === 1 ? headlines[0] : undefined);
  let top = 0;
  if (headline && !headline.closest('[role="dialog"],dialog')) {
    const at = headline.getBoundingClientRect().top + scrollY;
    // The article's own picture above its headline is content.
    const lead = Array.from(document.images).some((image) => {
      const box = image.getBoundingClientRect();
      return (
        image.closest('article,main,figure') !== null &&
        box.top + scrollY < at &&
        box.width * box.height > width * card * 0.25
      );
    });
    if (at > card * 0.6 && at < card * 6 && !lead) top = at - card * 0.05;
  }
  const longest = Math.max(document.documentElement?.scrollHeight ?? 0, body?.scrollHeight ?? 0);
  return { top: Math.max(0, Math.floor(Math.min(top, longest - card))), covered: covers.size > 0 };
}

/** Hides what was found to cover the content, or puts it back as it was. Self-contained. */
export function setAside(key: string, aside: boolean): void {
  const world = globalThis as unknown as Record<string, unknown>;
  const covers = (world[key] ?? []) as readonly HTMLElement[];
  if (aside) world[`${key}-display`] = new Map();
  const before = world[`${key}-display`] as Map<HTMLElement, readonly [string, string]>;
  for (const element of covers) {
    const { style } = element;
    if (aside) {
      before.set(element, [style.getPropertyValue('display'), style.getPropertyPriority('display')]);
      style.setProperty('display', 'none', 'important');
    } else {
      const [value, priority] = before.get(element) ?? ['', ''];
      if (value === '') style.removeProperty('display');
      else style.setProperty('display', value, priority);
    }
  }
}
