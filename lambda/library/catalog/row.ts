import type { LinkAnswer, LinkRecord } from '@stillpage/shared/schemas/link.ts';
import type { SnapshotRecord } from '@stillpage/shared/schemas/snapshot.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import { nameWords, searchWords } from './words.ts';

/** Most text of a page that is indexed, in bytes: a long book's first hundred pages. */
export const INDEXED_TEXT_MAX_BYTES = 200_000;
/** Longest title and address that are searched as names, in characters. */
const NAMES_MAX_LENGTH = 2000;

/** What lists and the change feed show of a link, without its address here and without an excerpt. */
export type ListedLink = Omit<LinkAnswer, 'link' | 'excerpt'>;

/** One row of the index: everything in it is derived from the records. Times are milliseconds since 1970. */
export type CatalogRow = {
  id: string;
  rev: number;
  /** When its newest version was asked for; 0 for what was emptied out of the trash. */
  saved: number;
  /** Place in the change feed; given by the indexer. */
  seq: number;
  indexed: number;
  /** Changes whenever anything of the row does. */
  state: string;
  deleted: boolean;
  status: string;
  /** As they are written. */
  tags: string[];
  /** Keys of the tags and of all they lie under. */
  tag_keys: string[];
  /** Words of title, address and tags with their beginnings. */
  names: string;
  /** Words of all of it. */
  words: string;
  text: string;
  /** {@link ListedLink} as JSON. */
  listed: string;
};

/** The row of a link; `newest` is the record of its newest version, when there is one, `text` that of the newest one that has any. */
export function rowOf(
  link: LinkRecord,
  newest: SnapshotRecord | undefined,
  text: { readonly text: string; readonly sha256: string },
): Omit<CatalogRow, 'seq' | 'indexed'> {
  const address = readableAddress(link.url);
  const names = [link.title, address, ...link.tags].join('\n').slice(0, NAMES_MAX_LENGTH);
  const listed: ListedLink = {
    ...link,
    ...(newest
      ? {
          snapshot: {
            id: newest.id,
            status: newest.status,
            visibility: newest.visibility,
            hasThumbnail: newest.artifacts.thumbnail !== undefined,
          },
        }
      : {}),
  };
  return {
    id: link.id,
    rev: link.rev,
    state: [link.rev, newest?.id, newest?.status, newest?.visibility, text.sha256].join(' '),
    saved: link.purgedAt ? 0 : Date.parse(newest?.createdAt ?? link.createdAt),
    deleted: link.deletedAt !== undefined,
    status: newest?.status ?? '',
    tags: link.tags,
    tag_keys: tagKeys(link.tags),
    names: [nameWords(names), siteWord(link.url)].filter((words) => words !== '').join(' '),
    words: searchWords([names, link.note, text.text].join('\n')),
    text: text.text.toWellFormed(),
    listed: JSON.stringify(listed),
  };
}

/** The keys under which a tag is found: `dev/lambda` gives `dev` and `dev/lambda`. */
export function tagKeys(tags: readonly string[]): string[] {
  const keys = new Set<string>();
  for (const tag of tags) {
    const levels = tagKey(tag).split('/');
    for (let depth = 1; depth <= levels.length; depth += 1) keys.add(levels.slice(0, depth).join('/'));
  }
  return [...keys];
}

/** One word for the site of an address; undefined for what is no address. */
export function siteWord(url: string | undefined): string {
  const host = url === undefined ? undefined : URL.parse(url)?.hostname.replace(/^www\./, '');
  return host ? `site9${host.replace(/[^\p{L}\p{N}]/gu, '9')}` : '';
}

function readableAddress(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}
