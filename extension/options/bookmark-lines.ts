import { TAG_MAX_LENGTH } from '@stillpage/shared/tags.ts';
import type { Bookmarks } from 'webextension-polyfill';

/** Levels that are the browser's own: the root, and its bars and menus. */
const OWN_LEVELS = 2;

/** The browser's bookmarks as JSON lines, their folders as nested tags. Only http and https: the rest are programs. */
export function bookmarkLines(tree: readonly Bookmarks.BookmarkTreeNode[]): { lines: string; count: number } {
  const lines: string[] = [];
  const walk = (nodes: readonly Bookmarks.BookmarkTreeNode[], folders: readonly string[], depth: number) => {
    for (const { url, title, dateAdded, children } of nodes) {
      if (children) walk(children, depth < OWN_LEVELS ? [] : [...folders, level(title)], depth + 1);
      else if (url && /^https?:/.test(url))
        lines.push(
          JSON.stringify({
            url,
            title,
            tags: folders.length > 0 ? [cut(folders.join('/'))] : [],
            ...(isPast(dateAdded) ? { createdAt: new Date(dateAdded).toISOString() } : {}),
          }),
        );
    }
  };
  walk(tree, [], 0);
  return { lines: `${lines.join('\n')}\n`, count: lines.length };
}

/** Whether a bookmark's time can be one, in milliseconds since 1970: imports from elsewhere leave other numbers. */
function isPast(time: number | undefined): time is number {
  return time !== undefined && time > 0 && time <= Date.now();
}

/** As long as a tag may be, without half a character at its end. */
function cut(tag: string): string {
  return tag
    .slice(0, TAG_MAX_LENGTH)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/\/$/, '');
}

/** A folder's name as one level of a tag. */
function level(title: string): string {
  return title.replace(/[\p{Cc}\u2028\u2029/,，]/gu, ' ').trim() || '-';
}
