import { Defuddle } from 'defuddle/node';
import { parseHTML } from 'linkedom';
import { lightMarkdown } from './light-markdown.ts';
import type { ReadableText, TextRequest } from './readable-text-worker.ts';

/** An article shorter than this share of the page's text missed the point: listings, forums, search results. */
const ARTICLE_SHARE_MIN = 0.1;
/**
 * The same for one of few letters. Comments and teasers often outweigh an article five times: of 130 news pages and
 * blogs eleven lost theirs when every article had to be a quarter of its page.
 */
const SHORT_ARTICLE_SHARE_MIN = 0.25;
const SHORT_ARTICLE_LETTERS = 600;
/** Elements up to which the article is looked for: finding it takes a second at 10,000 and grows faster than the page. */
const ARTICLE_ELEMENTS_MAX = 8000;
/** Longest text kept, in characters. */
const TEXT_MAX_LENGTH = 1_000_000;
/** Longest of each fact, in characters. */
const FACT_MAX_LENGTH = 1000;

/** Finds the article of a page and its facts; the whole text where there is none. */
export async function readArticle({ html, url, title, plainText }: TextRequest): Promise<ReadableText> {
  const plain = plainText.trim();
  let markdown = '';
  let facts: ReadableText['facts'] = {};
  try {
    const light = lightened(html);
    const large = light.split('<').length / 2 > ARTICLE_ELEMENTS_MAX;
    // Of a large page only the head is looked at for facts.
    const { document } = parseHTML(large ? light.slice(0, light.search(/<body\b/i)) : light);
    const article = await Defuddle(document as unknown as Document, url, { markdown: true, useAsync: false });
    markdown = large ? lightMarkdown(light, url) : article.content.trim();
    facts = {
      ...fact('description', article.description),
      ...fact('author', article.author),
      ...fact('published', article.published),
      ...fact('site', article.site),
      ...fact('language', article.language),
    };
  } catch {}
  if (missesThePoint(density(markdown), density(plain))) markdown = plain;
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

function missesThePoint(letters: number, wholeLetters: number): boolean {
  const least = letters < SHORT_ARTICLE_LETTERS ? SHORT_ARTICLE_SHARE_MIN : ARTICLE_SHARE_MIN;
  return letters < wholeLetters * least;
}

/** Letters and figures of any script; what Markdown adds does not count. */
function density(text: string): number {
  return (text.replace(/\]\([^)]*\)/g, ']').match(/[\p{L}\p{N}]/gu) ?? []).length;
}

function fact<K extends string>(name: K, value: unknown): { [key in K]?: string } {
  const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim().slice(0, FACT_MAX_LENGTH) : '';
  return (text === '' ? {} : { [name]: text }) as { [key in K]?: string };
}
