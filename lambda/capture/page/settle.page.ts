/**
 * Page-side half of settling. Each function is sent over by its source and uses nothing but its arguments; they
 * run in an isolated world, so a page's own prototypes do not reach them.
 */

export type PageShape = {
  readonly height: number;
  /** Elements of the document, without those in shadow trees. */
  readonly elements: number;
  /** True while the page looks as if its content is still on the way: a spinner, a skeleton, next to no text. */
  readonly unfinished: boolean;
  /** True while there is hardly anything to see, or something that says it is loading. */
  readonly bare: boolean;
};

/** How tall the document is and whether it looks finished. */
export function readShape(): PageShape {
  const root = document.documentElement;
  const { body } = document;
  if (!root || !body) return { height: 0, elements: 0, unfinished: false, bare: true };
  const height = Math.max(root.scrollHeight, body.scrollHeight);
  const text = body.textContent ?? '';
  const seen = (element: Element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.top < innerHeight * 2;
  };
  const marks = document.querySelectorAll(
    '[aria-busy="true"],progress:not([value]),[role="progressbar"]:not([aria-valuenow]),[class*="skeleton" i],[class*="spinner" i],[class*="shimmer" i],[class*="loading" i],[id*="loading" i]',
  );
  let busy = marks.length < 500 && Array.from(marks).some(seen);
  const fewWords = 200;
  const bare = busy || (text.length < 20_000 && body.innerText.trim().length < fewWords);
  // A short page is judged by its text alone; long ones are never "next to nothing".
  if (!busy && text.length < 20_000 && body.innerText.trim().length < 1500) busy = true;
  const elements = document.getElementsByTagName('*').length;
  return { height, elements, unfinished: busy, bare };
}

/** Whether one of these addresses is a picture that somebody would miss: shown, and no counting pixel. */
export function awaitsPicture(urls: readonly string[]): boolean {
  const smallest = 24;
  return Array.from(document.images).some((image) => {
    if (image.complete || !urls.includes((image.currentSrc || image.src).replace(/#.*$/, ''))) return false;
    if (image.getClientRects().length === 0 || getComputedStyle(image).visibility !== 'visible') return false;
    const { width, height } = image.getBoundingClientRect();
    // Of a size that nobody has told yet.
    if (width === 0 && height === 0) return !image.hasAttribute('width') && !image.hasAttribute('height');
    return width >= smallest && height >= smallest;
  });
}

/** Whether the document may run script. */
export function runsScript(): boolean {
  return !matchMedia('(scripting: none)').matches;
}

/** Two frames drawn: layout, observers and lazy loading have seen the present window. */
export function twoFrames(): Promise<void> {
  return new Promise((resolve) => {
    const done = () => resolve();
    // On a busy machine frames come late; where none are drawn, none will come.
    setTimeout(done, 1000);
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)));
  });
}

/** Tells listeners that only know scrolling that there was some, without moving. */
export function announceScroll(): void {
  for (const target of [document, window])
    target.dispatchEvent(new Event('scroll', { bubbles: target === document }));
}

/** Moves the window down, for what lies below even a tall one. */
export function scrollDown(top: number): void {
  window.scrollTo({ top, behavior: 'instant' });
}

/**
 * Asks for images and frames that nothing has asked for yet: native lazy loading, and the attributes that the
 * field's lazy loaders read. One that cannot be had looks as it did before. Answers how many there were.
 */
export function loadLazy(): number {
  const most = 400;
  let count = 0;
  for (const element of document.querySelectorAll<HTMLImageElement | HTMLIFrameElement>('[loading="lazy"]')) {
    if (element instanceof HTMLImageElement && element.complete && element.currentSrc !== '') continue;
    if (count++ > most) break;
    element.loading = 'eager';
  }
  const usable = (value: string | null) => {
    const text = value?.trim() ?? '';
    return text !== '' && !/^(data|blob|javascript):/i.test(text) && !/[\s<>]/.test(text) ? text : '';
  };
  const setOrRestore = (image: HTMLImageElement, name: 'src' | 'srcset', value: string) => {
    const before = image.getAttribute(name);
    const restore = () => {
      if (image.getAttribute(name) !== value) return;
      if (before === null) image.removeAttribute(name);
      else image.setAttribute(name, before);
    };
    image.addEventListener('error', restore, { once: true });
    image.setAttribute(name, value);
  };
  for (const image of document.querySelectorAll('img')) {
    const current = image.getAttribute('src') ?? '';
    const empty =
      current === '' || current.startsWith('data:') || (image.complete && image.naturalWidth <= 2);
    if (!empty || image.srcset !== '' || count > most) continue;
    for (const name of [
      'data-src',
      'data-original',
      'data-lazy-src',
      'data-actualsrc',
      'data-lazyload',
      'data-url',
      'data-echo',
    ]) {
      const source = usable(image.getAttribute(name));
      if (source === '') continue;
      count += 1;
      setOrRestore(image, 'src', source);
      break;
    }
    const set = image.getAttribute('data-srcset') ?? image.getAttribute('data-lazy-srcset');
    if (set !== null && image.getAttribute('src') === current && !/^\s*$/.test(set)) {
      count += 1;
      setOrRestore(image, 'srcset', set);
    }
  }
  return count;
}

/** Brings transitions and finite animations to their end. */
export function endMotion(): void {
  // Ten minutes is a clock or a film, not a transition.
  const longestMs = 600_000;
  for (const animation of document.getAnimations()) {
    const end = animation.effect?.getComputedTiming().endTime;
    if (animation.playState !== 'running' || !(animation.timeline instanceof DocumentTimeline)) continue;
    if (typeof end !== 'number' || !Number.isFinite(end) || end > longestMs) continue;
    try {
      animation.finish();
    } catch {}
  }
}

/** Waits until fonts and pictures are there to be drawn, and what just ended has been drawn as it stays. */
export async function rest(milliseconds: number): Promise<void> {
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
  // A lazy picture that nobody came near is not on its way.
  const isOnItsWay = (image: HTMLImageElement) => {
    const { top } = image.getBoundingClientRect();
    return !image.complete && (image.loading !== 'lazy' || top < innerHeight);
  };
  const images = Array.from(document.images)
    .filter(isOnItsWay)
    .slice(0, 500)
    .map((image) => image.decode().catch(() => {}));
  await Promise.race([Promise.all([document.fonts.ready, ...images]), late]);
  // The end of one transition often starts the next.
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 100);
    requestAnimationFrame(() => setTimeout(resolve, 0));
  });
}
