import { parseHTML } from 'linkedom';

/** Elements whose words are not the page's content, or are no words. */
const SKIPPED = new Set(
  'script style template noscript head nav footer aside iframe svg math select button input textarea dialog'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article blockquote dd details div dl dt figcaption figure form header hr li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
/** Parsers keep 512 levels; a walk by recursion goes no deeper. */
const DEPTH_MAX = 512;

/**
 * A page as plain Markdown in one walk: headings, lists, links, emphasis, quotes, code. It judges nothing but where
 * the page itself says its main part is; at 20,000 nodes it takes a tenth of the article finder's two seconds.
 */
export function lightMarkdown(html: string, baseUrl: string): string {
  const { document } = parseHTML(html);
  const parts: string[] = [];
  const articles = document.querySelectorAll('article');
  const root =
    document.querySelector('main,[role="main"]') ??
    (articles.length === 1 ? articles[0] : undefined) ??
    document.body;
  if (root) walk(root as unknown as Element, parts, baseUrl, 0, 0);
  return parts
    .join('')
    .replace(/[ \t]*\n[ \t]*(?=\n)/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function walk(element: Element, out: string[], baseUrl: string, depth: number, lists: number): void {
  if (depth > DEPTH_MAX) return;
  for (const node of element.childNodes) {
    if (node.nodeType === 3) {
      out.push((node.textContent ?? '').replace(/\s+/g, ' '));
      continue;
    }
    if (node.nodeType !== 1) continue;
    const child = node as Element;
    const name = child.localName;
    if (SKIPPED.has(name) || child.hasAttribute('hidden') || child.getAttribute('aria-hidden') === 'true')
      continue;
    const inside = (open: string, close: string, deeper = lists) => {
      out.push(open);
      walk(child, out, baseUrl, depth + 1, deeper);
      out.push(close);
    };
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level) inside(`\n\n${'#'.repeat(Number(level))} `, '\n\n');
    else if (name === 'a') writeLink(child, out, baseUrl, () => inside('', ''));
    else if (name === 'img') writeImage(child, out);
    else if (name === 'br') out.push('\n');
    else if (name === 'li') inside(`\n${'  '.repeat(Math.max(0, lists - 1))}- `, '');
    else if (name === 'ul' || name === 'ol') inside('\n', '\n', lists + 1);
    else if (name === 'pre') out.push(`\n\n\`\`\`\n${(child.textContent ?? '').trimEnd()}\n\`\`\`\n\n`);
    else if (name === 'code') inside('`', '`');
    else if (name === 'b' || name === 'strong') inside('**', '**');
    else if (name === 'i' || name === 'em') inside('*', '*');
    else if (name === 'blockquote') inside('\n\n> ', '\n\n');
    else if (name === 'td' || name === 'th') inside('', ' | ');
    else if (name === 'tr') inside('\n', '\n');
    else if (BLOCKS.has(name)) inside('\n\n', '\n\n');
    else inside('', '');
  }
}

function writeLink(link: Element, out: string[], baseUrl: string, inside: () => void): void {
  const url = URL.parse(link.getAttribute('href') ?? '', baseUrl);
  const words = /\S/.test(link.textContent ?? '');
  if (!url || !words || !/^https?:$/.test(url.protocol)) {
    inside();
    return;
  }
  out.push('[');
  inside();
  out.push(`](${url.href.replaceAll('(', '%28').replaceAll(')', '%29')})`);
}

function writeImage(image: Element, out: string[]): void {
  const words = (image.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
  if (words !== '') out.push(`![${words}]`);
}
