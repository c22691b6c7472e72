import { Defuddle } from 'defuddle/node';
import { parseHTML } from 'linkedom';
import { lightMarkdown } from './light-markdown.ts';
import { markLists, withoutMarks } from './mark-lists.ts';
import { compareProse, lettersIn } from './prose.ts';
import type { ReadableText, TextRequest } from './readable-text-worker.ts';

/**
 * An article without this share of the page's prose missed the point. Of 881 pages of seven kinds this tells forums,
 * listings and shops from articles with long comments better than any share of the page's letters.
 */
const MISSED_PROSE_MAX = 0.8;
/** Prose that may be missed whatever its share, in letters: a notice, a teaser. */
const MISSED_LETTERS_MAX = 300;
/** On a page without prose an article of a smaller share of its letters missed the point. */
const ARTICLE_SHARE_MIN = 0.25;
/** The main part of a page with less than this share of its visible letters is not where its words are. */
const MAIN_SHARE_MIN = 0.1;
/** Elements up to which the article is looked for: finding it takes a second at 10,000 and grows faster than the page. */
const ARTICLE_ELEMENTS_MAX = 8000;
/** Levels of elements up to which it is looked for: with 900, one inside the other, finding it takes more than 8 s. */
const ARTICLE_LEVELS_MAX = 250;
/** Longest text kept, in characters. */
const TEXT_MAX_LENGTH = 1_000_000;
const VOID_ELEMENTS = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** Longest of each fact, in characters. */
const FACT_MAX_LENGTH = 1000;

/** Finds the article of a page and its facts; the page's main part where there is none, at last its plain text. */
export async function readArticle({ html, url, title, plainText }: TextRequest): Promise<ReadableText> {
  let markdown = '';
  let facts: ReadableText['facts'] = {};
  try {
    const light = lightened(html);
    const isLarge = light.split('<').length / 2 > ARTICLE_ELEMENTS_MAX || isNestedDeeply(light);
    const { document } = parseHTML(light) as unknown as { document: Document };
    const main = lightMarkdown(document, url);
    markdown = main;
    // Of a large or deep page only the head is looked at for facts.
    if (isLarge) document.body.replaceChildren();
    else markLists(document);
    const article = await Defuddle(document, url, { markdown: true, useAsync: false });
    const found = withoutMarks(article.content.trim());
    if (!isLarge && !missesThePoint(found, main)) markdown = found;
    facts = {
      ...fact('description', article.description),
      ...fact('author', article.author),
      ...fact('published', article.published),
      ...fact('site', article.site),
      ...fact('language', article.language),
    };
  } catch {}
  const plain = plainText.trim();
  // The markup of a drawing has words and no part that holds them.
  if (/^\s*<svg\b/i.test(markdown) || lettersIn(markdown) < lettersIn(plain) * MAIN_SHARE_MIN)
    markdown = plain;
  const heading = title && !markdown.startsWith('# ') ? `# ${title}\n\n` : '';
  return { markdown: `${heading}${markdown.slice(0, TEXT_MAX_LENGTH)}\n`, facts };
}

/** The still without what a reader has no use for: resources, styles, and the walls of shadow trees. */
function lightened(html: string): string {
  return html
    .replace(/data:[a-z0-9.+-]+\/[a-z0-9.+-]+[^"'()\s<>]{200,}/gi, 'data:,')
    .replace(/<style\b[^>]*>[\s\S]*?<\/style>/gi, '')
    .replace(/<template\b[^>]*\bshadowrootmode=[^>]*>/gi, '<div>')
    .replace(/<\/template>/gi, '</div>');
}

/** Whether an article lacks most of what the page's main part says. */
function missesThePoint(article: string, main: string): boolean {
  const letters = lettersIn(article);
  const prose = compareProse(main, article);
  if (prose.letters > MISSED_LETTERS_MAX)
    return prose.missing > MISSED_LETTERS_MAX && prose.missing > prose.letters * MISSED_PROSE_MAX;
  return letters < lettersIn(main) * ARTICLE_SHARE_MIN;
}

/** Whether more elements stand one inside the other than an article has. */
function isNestedDeeply(html: string): boolean {
  let level = 0;
  for (const [, end, name = ''] of html.matchAll(/<(\/?)([a-z][\w-]*)/gi)) {
    if (VOID_ELEMENTS.has(name)) continue;
    level += end ? -1 : 1;
    if (level > ARTICLE_LEVELS_MAX) return true;
  }
  return false;
}

function fact<K extends string>(name: K, value: unknown): { [key in K]?: string } {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, FACT_MAX_LENGTH) : '';
  return (text === '' ? {} : { [name]: text }) as { [key in K]?: string };
}
