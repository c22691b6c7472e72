import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** Elements whose text nobody sees. */
const UNSEEN = new Set(['script', 'style', 'noscript', 'template', 'head']);
const INLINE = new Set(
  'a abbr b bdi bdo cite code em font i kbd label mark q rp rt ruby s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

/** The text of a page's markup, as far as that can be told without its styles. */
export function pageWords(html: string): string {
  const parts: string[] = [];
  gather(parse(html), parts);
  return parts
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

function gather(node: DefaultTreeAdapterTypes.Node, parts: string[]): void {
  if (node.nodeName === '#text') parts.push((node as DefaultTreeAdapterTypes.TextNode).value);
  if (!('childNodes' in node) || UNSEEN.has(node.nodeName)) return;
  if ('attrs' in node && node.attrs.some(({ name }) => name === 'hidden')) return;
  const edge = INLINE.has(node.nodeName) ? '' : '\n';
  parts.push(edge);
  for (const child of node.childNodes) gather(child, parts);
  parts.push(edge);
}
