import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { LeftOutReason } from '@stillpage/shared/schemas/import.ts';
import { NOTE_MAX_LENGTH, TITLE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { mergeTags, parseTag, TAG_MAX_LENGTH, TAGS_MAX_COUNT } from '@stillpage/shared/tags.ts';
import { cleanTitle } from '../save.ts';
import type { Bookmark } from './bookmark.ts';
import type { Imported } from './merge-imported.ts';

/** Takes note of something that does not come in, or not whole. */
export type LeaveOut = (what: string, reason: LeftOutReason, message: string) => void;

export type CheckOptions = {
  /** Given to every link. */
  readonly tags: readonly string[];
  readonly folders: 'tags' | 'ignore';
};

/** An entry of a file within the limits of a link; undefined, and told of, when its address cannot be kept. */
export async function checkBookmark(
  bookmark: Bookmark,
  options: CheckOptions,
  leaveOut: LeaveOut,
): Promise<Imported | undefined> {
  const url = canonicalUrl(bookmark.url);
  if (!url.ok) {
    leaveOut(bookmark.url, 'invalid-url', url.error.message);
    return undefined;
  }
  const tags = tagsOf(bookmark, options, leaveOut);
  if (tags.length > TAGS_MAX_COUNT)
    leaveOut(bookmark.url, 'too-many-tags', `Only the first ${TAGS_MAX_COUNT} tags were kept.`);
  return {
    id: await linkIdOf(url.value),
    url: url.value,
    title: titleOf(bookmark, url.value),
    tags: tags.slice(0, TAGS_MAX_COUNT),
    note: (bookmark.note ?? '').replace(/\r\n?/g, '\n').trim().slice(0, NOTE_MAX_LENGTH).toWellFormed(),
    created: new Date(bookmark.created ?? Date.now()).toISOString(),
    isDated: bookmark.created !== undefined,
  };
}

/** Programs that write bookmarks give one without a title its address, as our own export does. */
function titleOf(bookmark: Bookmark, url: string): string {
  const title = cleanTitle(bookmark.title);
  return title === url || title === bookmark.url ? '' : title.slice(0, TITLE_MAX_LENGTH).toWellFormed();
}

/** The tags of an entry, its folders as one nested tag among them; what cannot be a tag is told of and left out. */
function tagsOf(bookmark: Bookmark, { tags, folders }: CheckOptions, leaveOut: LeaveOut): string[] {
  const path = folderTag(bookmark, leaveOut);
  const kept = [...bookmark.tags, folders === 'tags' ? path : '', ...tags].flatMap((text) => {
    const cleaned = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').toWellFormed();
    if (cleaned.trim() === '') return [];
    const tag = parseTag(cleaned);
    if (tag.ok) return [tag.value];
    leaveOut(`${bookmark.url} #${cleaned}`, 'tag', tag.error.message);
    return [];
  });
  return mergeTags(kept);
}

/** The folders as one tag; of those that lie too deep for a tag the outer ones. */
function folderTag({ url, folders }: Bookmark, leaveOut: LeaveOut): string {
  const levels = folders.map((name) => name.replace(/[/,，]+/gu, '-').trim());
  const kept = [...levels];
  while (kept.length > 1 && kept.join('/').length > TAG_MAX_LENGTH) kept.pop();
  if (kept.length < levels.length)
    leaveOut(
      `${url} #${levels.join('/')}`,
      'tag',
      `Of ${levels.length} folders only the outer ${kept.length} fit into a tag.`,
    );
  return kept.join('/');
}
