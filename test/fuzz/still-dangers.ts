import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { leaksOf } from './css-leaks.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const RUNS =
  /^(script|base|object|applet|embed|portal|noscript|handler|listener|set|animate.*|mglyph|malignmark)$/i;
const LOADS =
  /^(src|srcset|imagesrcset|poster|background|data|action|formaction|ping|attributionsrc|manifest|codebase|archive|longdesc|profile|lowsrc)$/i;

/** What in a finished still, read by another parser, could run or ask; documents in it are read too. */
export function dangersIn(html: string): string[] {
  const found: string[] = [];
  const walk = (node: Node) => {
    if ('tagName' in node) look(node, found);
    if ('content' in node) walk(node.content);
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  walk(parse(html));
  return found;
}

function look({ tagName, attrs, childNodes }: Element, found: string[]): void {
  const name = tagName.toLowerCase();
  const attribute = (key: string) => attrs.find((each) => each.name.toLowerCase() === key)?.value;
  if (RUNS.test(name) && !(name === 'object' || name === 'embed')) found.push(`<${name}>`);
  for (const { name: key, value, prefix } of attrs) {
    const whole = prefix ? `${prefix}:${key}` : key;
    if (/^on[a-z]{3,}$/i.test(key) && !/^only$|^online$/.test(key)) found.push(`${whole} on <${name}>`);
    if (LOADS.test(key) && !/^(data:|$)/i.test(value))
      found.push(`${whole}=${value.slice(0, 80)} on <${name}>`);
    if (
      key === 'href' &&
      name !== 'a' &&
      name !== 'area' &&
      !/^(#|data:)/i.test(value) &&
      !isSeenLink(name, value)
    )
      found.push(`${whole}=${value.slice(0, 80)} on <${name}>`);
    if (key === 'href' && /^\s*[\u0000-\u0020]*(j\s*a\s*v\s*a|vb)script:/i.test(value))
      found.push(`${value} on <${name}>`);
    if (key === 'style')
      for (const leak of leaksOf(value)) if (!leak.startsWith('a tag:')) found.push(`style: ${leak}`);
  }
  const equiv = attribute('http-equiv')?.toLowerCase();
  if (
    name === 'meta' &&
    equiv &&
    !/^(content-security-policy|content-language|x-dns-prefetch-control)$/.test(equiv)
  )
    found.push(`meta ${equiv}`);
  if (name === 'link' && attribute('rel')?.toLowerCase() !== 'icon') found.push(`link ${attribute('rel')}`);
  if (name === 'style') {
    const text = childNodes.map((child) => ('value' in child ? child.value : '')).join('');
    for (const leak of leaksOf(text)) found.push(`sheet: ${leak}`);
  }
  const within = attribute('srcdoc');
  if (name === 'iframe' && within !== undefined) found.push(...dangersIn(within));
  const src = attribute('src') ?? '';
  const framed = /^data:text\/html;charset=utf-8;base64,(.*)$/i.exec(src)?.[1];
  if (/^i?frame$/.test(name) && framed)
    found.push(...dangersIn(Buffer.from(framed, 'base64').toString('utf8')));
  else if (/^data:[^,]*html/i.test(src)) found.push(`a document on <${name}>`);
}

/** MathML links lead to pages when they are clicked, as `a` does. */
function isSeenLink(name: string, value: string): boolean {
  return /^m/.test(name) && /^(https?|mailto|tel|ftp|sms|magnet|geo|irc|xmpp):/i.test(value);
}
