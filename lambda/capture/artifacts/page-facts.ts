import type { PageFacts } from '@stillpage/shared/schemas/snapshot.ts';
import { parseFactDate } from './fact-date.ts';
import { languageOf } from './fact-language.ts';
import type { FactSigns } from './fact-signs.page.ts';
import { type Described, readJsonLd } from './json-ld.ts';

/** Longest of each fact, in characters. */
const FACT_MAX_LENGTH = 1000;
/** Longer than this is a sentence, not a name, in characters. */
const NAME_MAX_LENGTH = 80;
const URL_MAX_LENGTH = 2048;

export type FoundFacts = Partial<
  Pick<PageFacts, 'language' | 'description' | 'author' | 'published' | 'site' | 'image'>
> & {
  /** For a page whose document has no title of its own. */
  readonly title?: string;
};

/** Decides what a page says of itself: structured data before `meta`, both before what stands beside the headline. */
export function decideFacts(signs: FactSigns, url: string): FoundFacts {
  const described = readJsonLd(signs.jsonLd);
  const metas = new Map<string, string>();
  // Several names may share one element, and `dc.date` is `dc:date` elsewhere.
  for (const [names, content] of signs.metas)
    for (const name of names.split(/\s+/).map(metaKey))
      if (!metas.has(name) && content.trim()) metas.set(name, content.trim());
  const meta = (...names: readonly string[]) =>
    names.map((name) => metas.get(metaKey(name))).find((content) => content !== undefined);
  const text = clean(signs.text);
  const description = clean(
    meta('og:description', 'description', 'twitter:description') ?? described.description ?? '',
  ).slice(0, FACT_MAX_LENGTH);
  const author = authorOf(signs, described, meta, text);
  const published = publishedOf(signs, described, meta, text);
  const title = clean(meta('og:title', 'twitter:title') ?? described.headline ?? signs.headline);
  const site = siteOf(signs, described, meta, url);
  const image = addressOf(
    [
      meta('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'),
      described.image,
      meta('image', 'thumbnail', 'msapplication-tileimage'),
      signs.picture,
    ],
    url,
  );
  const language = languageOf(
    signs.lang || meta('http:content-language', 'og:locale') || described.language || '',
    signs.text,
  );
  return {
    ...(title ? { title } : {}),
    ...(language ? { language } : {}),
    ...(description ? { description } : {}),
    ...(author ? { author } : {}),
    ...(published ? { published } : {}),
    ...(site ? { site } : {}),
    ...(image ? { image } : {}),
  };
}

function metaKey(name: string): string {
  return name.replaceAll('.', ':');
}

/** Dates as Chinese pages write them under the headline, the surest first. */
const WRITTEN_DATES = [
  /(?:发布(?:时间|于|日期)?|发表于|时间|日期)\s*[:：]?\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2})?)/,
  /(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?)\s*(?:来源|作者|编辑|发布|\|)/,
  /^.{0,500}?\s(\d{4}年\d{1,2}月\d{1,2}日(?:\s*\d{1,2}[:：]\d{2})?)/,
];

type Meta = (...names: readonly string[]) => string | undefined;

function authorOf(signs: FactSigns, described: Described, meta: Meta, text: string): string | undefined {
  const written = /(?:作者|撰文|文)\s*[:：/／|丨]\s*([^\s|/,，。：:]{2,20})/.exec(text.slice(0, 1500))?.[1];
  const candidates = [
    described.author,
    meta(
      'author',
      'article:author',
      'og:article:author',
      'parsely-author',
      'dc.creator',
      'dcterms.creator',
      'byl',
      'sailthru.author',
    ),
    ...signs.authors,
    written,
  ];
  return candidates.map((name) => nameOf(name ?? '')).find((name) => name !== '');
}

/** A name without what is written before and after it; empty for what is none. */
function nameOf(text: string): string {
  const name = clean(text)
    .replace(/^(by|von|par|por|written by|posted by)\s+/i, '')
    .replace(/^(作者|撰文|文|记者|本报记者|编辑|责任编辑|来源)\s*[:：/／|丨]?\s*/, '')
    .replace(/\s*[|·•].*$/, '')
    .replace(/(?<=.)\s*[(<]?(https?:\/\/|mailto:|[\w.+-]+@[\w-]+\.)\S*.*$/i, '')
    .replace(/\s*(关注|已关注|\+关注|follow)$/i, '')
    .trim();
  return name.length > NAME_MAX_LENGTH || /^https?:|^@?$|^\d+$/i.test(name) ? '' : name;
}

function publishedOf(signs: FactSigns, described: Described, meta: Meta, text: string): string | undefined {
  const written = WRITTEN_DATES.map((pattern) => pattern.exec(text.slice(0, 2000))?.[1]).find(Boolean);
  const candidates = [
    described.published,
    meta(
      'article:published_time',
      'og:article:published_time',
      'og:published_time',
      'datepublished',
      'publishdate',
      'pubdate',
      'publish_date',
      'parsely-pub-date',
      'sailthru.date',
      'article:publicationdate',
      'dc.date.issued',
      'dcterms.issued',
      'dcterms.date',
      'dcterms.created',
      'dc.date',
      'dc.date.created',
      'date',
      'pdate',
      'citation_publication_date',
      'weibo: article:create_at',
    ),
    ...signs.dates,
    written,
  ];
  for (const candidate of candidates) {
    const date = candidate && parseFactDate(candidate);
    if (date) return date;
  }
  return undefined;
}

function siteOf(signs: FactSigns, described: Described, meta: Meta, url: string): string | undefined {
  const named = clean(
    meta('og:site_name', 'application-name', 'sitename', 'apple-mobile-web-app-title') ??
      described.site ??
      '',
  );
  if (named) return named.slice(0, NAME_MAX_LENGTH);
  // 标题_新浪新闻: what follows the headline is the site.
  const headline = clean(meta('og:title') ?? signs.headline);
  const title = clean(signs.title);
  if (headline.length > 3 && title.startsWith(headline)) {
    const rest = title.slice(headline.length).replace(/^[\s_\-–—|·•:：«»<>]+/, '');
    const last = rest.split(/\s*[_|–—«»]\s*|\s+-\s+/).at(-1) ?? '';
    if (last.length > 1 && last.length <= 40) return last;
  }
  const host = URL.parse(url)?.hostname.replace(/^www\./, '') ?? '';
  // A number names nobody.
  return /\.[a-z][a-z0-9-]*$/i.test(host) ? host : undefined;
}

function addressOf(candidates: readonly (string | undefined)[], base: string): string | undefined {
  for (const candidate of candidates) {
    const address = candidate ? URL.parse(candidate, base) : null;
    if (address && /^https?:$/.test(address.protocol) && address.href.length <= URL_MAX_LENGTH)
      return address.href;
  }
  return undefined;
}

function clean(text: string): string {
  return text
    .replace(/[\u200b\u200c\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
