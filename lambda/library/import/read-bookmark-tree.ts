import { type Bookmark, splitTags, timeOf } from './bookmark.ts';

type Node = Readonly<Record<string, unknown>>;

/** Folders deeper than this are a file that leads in a circle. */
const DEPTH_MAX = 1_000;
/** Chromium's own folders, and Firefox' own by what it calls them inside. */
const CHROMIUM_ROOTS = ['bookmark_bar', 'other', 'synced'];

/** Whether a JSON object is what a browser keeps its bookmarks in: Firefox' backup, or the file of Chromium, Chrome and Edge. */
export function isBookmarkTree(json: unknown): json is Node {
  if (!isNode(json)) return false;
  return isNode(json.roots) || (Array.isArray(json.children) && ('root' in json || 'guid' in json));
}

/** The bookmarks of a browser's own file, with their folders but for those that every browser has. */
export function* readBookmarkTree(tree: Node): Generator<Bookmark> {
  if (!isNode(tree.roots)) return yield* bookmarksIn(tree, [], 0);
  for (const name of CHROMIUM_ROOTS) {
    const root = tree.roots[name];
    if (isNode(root)) for (const child of childrenOf(root)) yield* bookmarksIn(child, [], 1);
  }
}

function* bookmarksIn(node: Node, folders: readonly string[], depth: number): Generator<Bookmark> {
  const url = node.uri ?? node.url;
  const title = textOf(node.title ?? node.name);
  if (typeof url === 'string') {
    // Firefox keeps its own searches among the bookmarks.
    if (url.startsWith('place:')) return;
    const created = timeOf(node.dateAdded ?? node.date_added);
    yield {
      url,
      tags: splitTags(textOf(node.tags)),
      folders,
      ...(title ? { title } : {}),
      ...(created === undefined ? {} : { created }),
    };
  }
  if (depth > DEPTH_MAX) return;
  // Tags are a folder of copies in older backups: what is tagged is there with its tags.
  if (node.root === 'tagsFolder') return;
  const isOwn = 'root' in node || depth === 0;
  const inside = isOwn || title === '' ? folders : [...folders, title];
  for (const child of childrenOf(node)) yield* bookmarksIn(child, inside, depth + 1);
}

function childrenOf({ children }: Node): Node[] {
  return Array.isArray(children) ? children.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
