import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import { isTagUnder, tagKey } from '@stillpage/shared/tags.ts';
import { fold } from './fold.ts';

/** What a line of search asks for. */
export type ParsedSearch = {
  /** The line without what follows here, but for the words of its phrases. */
  readonly text: string;
  /** Folded, as they must stand in a page. */
  readonly phrases: readonly string[];
  /** Folded words and phrases that must not be in it. */
  readonly without: readonly string[];
  /** Keys of `tag:` and `-tag:`. */
  readonly tags: readonly string[];
  readonly withoutTags: readonly string[];
  /** The links that a whole address may name, the likeliest first. */
  readonly linkIds: readonly string[];
};

const QUOTED = `"([^"]+)"|“([^”]+)”|「([^」]+)」|«([^»]+)»`;
const PHRASE = new RegExp(QUOTED, 'gu');
/** A minus before a number is a number's, one that stands alone is a dash. */
const SPECIAL = new RegExp(
  String.raw`(?<=^|\s)(?:([-－−]?)tag[:：](?:${QUOTED}|(\S+))|[-－−](?:${QUOTED}|([\p{L}\p{Extended_Pictographic}]\S*)))`,
  'giu',
);
const ADDRESS = /^https?:\/\/\S+$/iu;
/** The beginnings of addresses that say nothing, and that the one who asks may have from elsewhere. */
const ADDRESS_START = /(?<=^|\s)(?:https?:\/\/(?:www\.)?|www\.)(?=\S)/giu;

/** Reads a line of search: words, "phrases", -without, tag:name, -tag:name, or a whole address. */
export async function parseSearch(q: string): Promise<ParsedSearch> {
  const without: string[] = [];
  const tags: string[] = [];
  const withoutTags: string[] = [];
  const left = q.replace(SPECIAL, (_all, minus: string | undefined, ...groups: (string | undefined)[]) => {
    const tag = groups.slice(0, 5).find((group) => group !== undefined);
    const word = groups.slice(5, 10).find((group) => group !== undefined);
    if (tag !== undefined) (minus ? withoutTags : tags).push(tagKey(tag));
    else without.push(flat(word ?? ''));
    return ' ';
  });
  const phrases = [...left.matchAll(PHRASE)].map((match) => flat(match.slice(1, 5).find(Boolean) ?? ''));
  const address = ADDRESS.test(left.trim()) ? canonicalUrl(left.trim()) : undefined;
  const text = address?.ok ? address.value : left;
  return {
    text: text.replace(ADDRESS_START, '').trim(),
    phrases: phrases.filter((phrase) => phrase !== ''),
    without: without.filter((words) => words !== ''),
    tags: tags.filter((key) => key !== ''),
    withoutTags: withoutTags.filter((key) => key !== ''),
    linkIds: address?.ok ? await linksNamed(address.value) : [],
  };
}

/** True when a link with these tags is not asked for. */
export function hasTagUnder(tags: readonly string[], keys: readonly string[]): boolean {
  return keys.some((key) => tags.some((tag) => isTagUnder(tag, key)));
}

/** Folded, with single spaces. */
export function flat(text: string): string {
  return fold(text).replace(/\s+/gu, ' ').trim();
}

/** The address itself, and the same page with or without `www.` and over the other protocol. */
async function linksNamed(url: string): Promise<string[]> {
  const rest = url.replace(/^https?:\/\/(www\.)?/u, '');
  const forms = ['https://', 'http://', 'https://www.', 'http://www.'].map((start) => start + rest);
  return await Promise.all([...new Set([url, ...forms])].map(linkIdOf));
}
