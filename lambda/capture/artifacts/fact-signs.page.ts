/** How much of a page's text is looked at for names and dates, in characters. */
export const FACT_TEXT_MAX = 4000;

/** What a page says about itself, as it stands; what to believe is decided outside. */
export type FactSigns = {
  readonly title: string;
  readonly lang: string;
  /** Name, property or itemprop in lower case, and content; of `meta` elements. */
  readonly metas: readonly (readonly [string, string])[];
  /** The texts of JSON-LD blocks. */
  readonly jsonLd: readonly string[];
  readonly headline: string;
  /** Texts of elements that are usually the author's name, best first. */
  readonly authors: readonly string[];
  /** Dates in elements and their attributes, best first. */
  readonly dates: readonly string[];
  /** The beginning of the page's text. */
  readonly text: string;
  /** Address of the largest picture in the content. */
  readonly picture?: string;
};

/** Collects them; self-contained. */
export function readFactSigns(): Omit<FactSigns, 'text'> {
  const textOf = (element: Element | null) =>
    (element instanceof HTMLElement ? element.innerText : (element?.textContent ?? ''))
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200);
  const metas: [string, string][] = [];
  for (const meta of Array.from(document.querySelectorAll('meta')).slice(0, 300)) {
    const name = meta.getAttribute('property') ?? meta.getAttribute('name') ?? meta.getAttribute('itemprop');
    const key = name ?? (meta.httpEquiv ? `http:${meta.httpEquiv}` : '');
    if (key && meta.content) metas.push([key.trim().toLowerCase(), meta.content.slice(0, 2000)]);
  }
  const jsonLd = Array.from(document.querySelectorAll('script[type="application/ld+json" i]'))
    .slice(0, 20)
    .map((script) => (script.textContent ?? '').slice(0, 100_000));
  const listed = (selectors: readonly string[], read: (element: Element) => string) => {
    const found: string[] = [];
    for (const selector of selectors) {
      for (const element of Array.from(document.querySelectorAll(selector)).slice(0, 3)) {
        const text = read(element);
        if (text && !found.includes(text)) found.push(text);
      }
    }
    return found.slice(0, 12);
  };
  const authors = listed(
    [
      '[itemprop~="author"] [itemprop~="name"]',
      '[itemprop~="author"]',
      'a[rel~="author"]',
      '#js_author_name',
      '#js_name',
      '.AuthorInfo-name',
      '.follow-nickName',
      '.up-name',
      '.author-name',
      '.article-author',
      '.post-author',
      '.entry-author',
      '.byline',
      'article .author',
      '.author',
      // Class names made by style compilers end in letters of their own.
      '[class*="byline" i]',
      '[class*="author-name" i],[class*="author_name" i],[class*="authorname" i]',
    ],
    (element) => element.getAttribute('content') ?? textOf(element),
  );
  const dates = listed(
    [
      '[itemprop~="datePublished"]',
      '#publish_time',
      '#pubtime_baidu',
      'time[pubdate]',
      'article time[datetime]',
      'main time[datetime]',
      'time[datetime]',
      '.publish-time,.publish_time,.pub-time,.pub_time,.pubtime,.pubdate,.post-date,.entry-date,.article-time',
      '.ContentItem-time,.date-source .date,.article-info .time,.arti-update,.bread-crumbs .time',
      'article .date,article .time,.date,.time',
    ],
    (element) =>
      element.getAttribute('datetime') ??
      element.getAttribute('content') ??
      // 14 March, but also "three days ago": only what has a figure in it.
      (/\d/.test(textOf(element)) ? textOf(element) : ''),
  );
  let picture: string | undefined;
  let largest = 200 * 150;
  for (const image of Array.from(document.images).slice(0, 300)) {
    if (!/^https?:/.test(image.currentSrc) || image.closest('header,nav,footer,aside')) continue;
    const box = image.getBoundingClientRect();
    const inContent = image.closest('article,main,[itemprop="articleBody"],#js_content') ? 3 : 1;
    // The first large one leads; a later one has to be much larger.
    const size = box.width * box.height * inContent;
    if (box.width < 200 || box.height < 120 || size <= largest) continue;
    largest = size * 1.5;
    picture = image.currentSrc;
  }
  const headings = Array.from(document.querySelectorAll('h1'));
  return {
    title: document.title.slice(0, 1000),
    lang: document.documentElement?.lang ?? '',
    metas,
    jsonLd,
    headline: textOf(headings.length === 1 ? (headings[0] ?? null) : document.querySelector('article h1')),
    authors,
    dates,
    ...(picture === undefined ? {} : { picture }),
  };
}
