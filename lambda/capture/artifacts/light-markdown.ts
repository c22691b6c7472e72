import { codeBlock, isLineNumbers } from './markdown-code.ts';
import { isDataTable, writeTable } from './markdown-table.ts';

/** Elements whose words are not the page's content, or are no words. */
const SKIPPED = new Set(
  'script style template noscript head nav footer aside iframe svg select button input textarea dialog'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article blockquote dd details div dl dt figcaption figure form header hr li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
/** Parsers keep 512 levels; a walk by recursion goes no deeper, and takes the words of what is left. */
const DEPTH_MAX = 512;

type Walk = {
  readonly out: string[];
  readonly baseUrl: string;
  readonly depth: number;
  /** The marks of the lists around, outermost first: `-`, or the number of the next item. */
  readonly lists: readonly { next: number | undefined }[];
};

/**
 * A page as plain Markdown in one walk: headings, lists, links, emphasis, quotes, code, tables, formulas. It judges
 * nothing but where the page itself says its main part is; at 20,000 nodes it takes a tenth of the article finder's
 * two seconds.
 */
export function lightMarkdown(document: Document, baseUrl: string): string {
  const out: string[] = [];
  const articles = document.querySelectorAll('article');
  const root =
    document.querySelector('main,[role="main"]') ??
    (articles.length === 1 ? articles[0] : undefined) ??
    document.body;
  if (root) walk(root, { out, baseUrl, depth: 0, lists: [] });
  return tidy(out);
}

function tidy(parts: readonly string[]): string {
  return parts
    .join('')
    .replace(/[ \t]*\n[ \t]*(?=\n)/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function walk(element: Element, at: Walk): void {
  if (at.depth > DEPTH_MAX) {
    at.out.push((element.textContent ?? '').replace(/\s+/g, ' '));
    return;
  }
  for (const node of element.childNodes) {
    if (node.nodeType === 3) at.out.push((node.textContent ?? '').replace(/\s+/g, ' '));
    else if (node.nodeType === 1) write(node as Element, at);
  }
}

function write(child: Element, at: Walk): void {
  const { out } = at;
  const name = child.localName;
  if (SKIPPED.has(name) || child.hasAttribute('hidden')) return;
  // What formulas are drawn with is hidden from readers, as they are.
  if (child.getAttribute('aria-hidden') === 'true' || isLineNumbers(child)) return;
  const inside = (open: string, close: string, lists = at.lists) => {
    // Bold right inside of bold is no more than bold.
    const again = /^\*+$/.test(open) && out.at(-1) === open;
    if (!again) out.push(open);
    walk(child, { ...at, depth: at.depth + 1, lists });
    if (!again) out.push(close);
  };
  /** What is inside, by itself. */
  const apart = (part: Element) => {
    const parts: string[] = [];
    walk(part, { ...at, out: parts, depth: at.depth + 1, lists: [] });
    return tidy(parts);
  };
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (level) inside(`\n\n${'#'.repeat(Number(level))} `, '\n\n');
  else if (name === 'a') writeLink(child, at, () => inside('', ''));
  else if (name === 'img') writeImage(child, at);
  else if (name === 'math') out.push(formula(child));
  else if (name === 'br') out.push('\n');
  else if (name === 'li') inside(`\n${itemMark(at)} `, '');
  else if (name === 'ul' || name === 'ol') {
    const first = name === 'ol' ? Number(child.getAttribute('start') ?? 1) || 1 : undefined;
    inside('\n', '\n', [...at.lists, { next: first }]);
  } else if (name === 'pre') out.push(`\n\n${codeBlock(child)}\n\n`);
  else if (name === 'code') inside('`', '`');
  else if (name === 'b' || name === 'strong') inside('**', '**');
  else if (name === 'i' || name === 'em') inside('*', '*');
  else if (name === 'blockquote') out.push(`\n\n${apart(child).replace(/^/gm, '> ')}\n\n`);
  else if (name === 'table' && isDataTable(child)) out.push(writeTable(child, apart));
  else if (BLOCKS.has(name)) inside('\n\n', '\n\n');
  else inside('', '');
}

function itemMark({ lists }: Walk): string {
  const list = lists.at(-1);
  const mark = list?.next === undefined ? '-' : `${list.next++}.`;
  return `${'  '.repeat(Math.max(0, lists.length - 1))}${mark}`;
}

function writeLink(link: Element, { out, baseUrl }: Walk, inside: () => void): void {
  const url = URL.parse(link.getAttribute('href') ?? '', baseUrl);
  const words = /\S/.test(link.textContent ?? '');
  if (!url || !words || !/^https?:$/.test(url.protocol)) {
    inside();
    return;
  }
  out.push('[');
  inside();
  out.push(`](${written(url)})`);
}

function writeImage(image: Element, { out, baseUrl }: Walk): void {
  const words = (image.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
  const url = URL.parse(image.getAttribute('src') ?? '', baseUrl);
  if (words !== '')
    out.push(`![${words}]${url && /^https?:$/.test(url.protocol) ? `(${written(url)})` : ''}`);
}

/** A formula as its author wrote it, where it says so; else its letters. */
function formula(math: Element): string {
  const tex = (math.querySelector('annotation[encoding*="tex"]')?.textContent ?? '').trim();
  if (tex === '') return (math.textContent ?? '').replace(/\s+/g, ' ');
  return math.getAttribute('display') === 'block' ? `\n\n$$\n${tex}\n$$\n\n` : `$${tex}$`;
}

function written(url: URL): string {
  return url.href.replaceAll('(', '%28').replaceAll(')', '%29');
}
