import { writeAttributes, writeLinkAddress } from './attributes.page.ts';
import { absoluteUrl, escapeAttribute, escapeText } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { writeStyleElement } from './style-sheets.page.ts';
import { movedView } from './svg-view.page.ts';

/** Whether the HTML parser would leave SVG or MathML at this tag name. */
export function breaksOutOfForeign(name: string): boolean {
  return /^(b|big|blockquote|body|br|center|code|dd|div|dl|dt|em|embed|h[1-6]|head|hr|i|img|li|listing|menu|meta|nobr|ol|p|pre|ruby|s|small|span|strong|strike|sub|sup|table|tt|u|ul|var|font)$/i.test(
    name,
  );
}

/**
 * Writes an SVG or MathML element; true when its HTML children are to be written as HTML (foreignObject and kin).
 * Script, animation and whatever a parser would read differently is left out.
 */
export function writeForeign(
  freezing: Freezing,
  element: Element,
  writeHtml: (element: Element) => void,
  prefix = '',
): void {
  const { dom } = freezing;
  const name = dom.name(element);
  const svg = dom.space(element) === 'http://www.w3.org/2000/svg';
  if (!/^[a-zA-Z][\w.-]*$/.test(name) || breaksOutOfForeign(name)) return;
  if (
    /^(script|handler|listener|animate\w*|set|discard|mglyph|malignmark|cursor|portal|base|noscript|xmp|plaintext|noembed|noframes)$/i.test(
      name,
    )
  )
    return;
  freezing.nodes += 1;
  if (svg && name === 'style') {
    writeStyleElement(freezing, element as unknown as HTMLStyleElement);
    return;
  }
  write(freezing, `<${name}`);
  // Of two attributes of one name parsers take the first.
  const view = name === 'svg' ? movedView(element) : undefined;
  if (svg) write(freezing, animatedAttributes(freezing, element) + (view?.attributes ?? ''));
  const style = (svg ? animatedStyle(freezing, element) : '') + (view?.style ?? '');
  writeAttributes(freezing, element, name, style);
  if (svg) writeSvgAddress(freezing, element, name, prefix);
  else if (/^(a|math)$/.test(name) && dom.has(element, 'href')) writeLinkAddress(freezing, element);
  write(freezing, '>');
  const integration = svg
    ? /^(foreignObject|desc|title)$/.test(name)
    : /^(mi|mo|mn|ms|mtext)$/.test(name) ||
      (name === 'annotation-xml' &&
        /^(text\/html|application\/xhtml\+xml)$/i.test(dom.attribute(element, 'encoding') ?? ''));
  for (let node = dom.first(element); node; node = dom.next(node)) {
    if (dom.type(node) === 3 || dom.type(node) === 4) write(freezing, escapeText(dom.text(node) ?? ''));
    if (dom.type(node) !== 1) continue;
    const child = node as Element;
    const space = dom.space(child);
    if (space === 'http://www.w3.org/1999/xhtml') {
      if (integration) writeHtml(child);
    } else if (space === dom.space(element) && !integration) writeForeign(freezing, child, writeHtml, prefix);
    else if (integration && (dom.name(child) === 'svg' || dom.name(child) === 'math'))
      writeForeign(freezing, child, writeHtml, prefix);
    else if (space === dom.space(element) && !svg) writeForeign(freezing, child, writeHtml, prefix);
  }
  write(freezing, `</${name}>`);
}

/** The address attributes of SVG: pictures are embedded, `use` of another file is brought in, links stay links. */
function writeSvgAddress(freezing: Freezing, element: Element, name: string, prefix: string): void {
  const { dom, base } = freezing;
  const value = dom.attribute(element, 'href') ?? dom.attribute(element, 'xlink:href');
  if (value === null) return;
  if (name === 'a') writeLinkAddress(freezing, element);
  else if (name === 'image' || name === 'feImage') {
    if (value.startsWith('#')) write(freezing, ` href="${escapeAttribute(value)}"`);
    else {
      const url = absoluteUrl(value.trim(), base);
      if (url) freezing.parts.push({ part: 'resource', name: 'href', url, use: 'image', missing: 'data:,' });
    }
  } else {
    const url = absoluteUrl(value.trim(), base);
    const hash = url.indexOf('#');
    const fragment = hash < 0 ? '' : url.slice(hash + 1);
    const here = value.trim().startsWith('#') || (hash >= 0 && url.slice(0, hash) === base.split('#')[0]);
    if (here && fragment) write(freezing, ` href="#${escapeAttribute(prefix + decoded(fragment))}"`);
    else if (name === 'use') {
      const sprite = spriteFor(freezing, url, element.getRootNode() as Document | ShadowRoot);
      if (sprite) write(freezing, ` href="#${escapeAttribute(sprite)}"`);
    }
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Asks for a symbol of another SVG file to be written once at the end of this root, and gives its new id. */
function spriteFor(freezing: Freezing, url: string, root: Document | ShadowRoot): string | undefined {
  const [file = '', fragment = ''] = url.split('#');
  const sprite = freezing.sprites.get(file);
  // Without a fragment the file's root is meant.
  const whole = sprite && fragment === '' ? sprite.documentElement : undefined;
  if (whole && !whole.id) whole.id = 'root';
  const id = whole ? whole.id : decoded(fragment);
  const symbol = whole ?? [...(sprite?.querySelectorAll('[id]') ?? [])].find((element) => element.id === id);
  if (!sprite || !symbol) return undefined;
  const prefix = `sp${[...freezing.sprites.keys()].indexOf(file)}-`;
  const wanted = freezing.wantedSymbols.get(root) ?? new Map<string, { symbol: Element; prefix: string }>();
  freezing.wantedSymbols.set(root, wanted);
  const queue = [symbol];
  for (let at = queue.shift(); at; at = queue.shift()) {
    if (wanted.has(prefix + at.id)) continue;
    wanted.set(prefix + at.id, { symbol: at, prefix });
    for (const inner of [at, ...at.querySelectorAll('*')]) {
      for (const attribute of [...inner.attributes]) {
        const named = /^#(.+)$|url\(["']?#([^"')]+)/.exec(attribute.value);
        const target = named?.[1] ?? named?.[2];
        if (!target || (named?.[1] && !/href$/.test(attribute.name))) continue;
        const other = [...sprite.querySelectorAll('[id]')].find((element) => element.id === target);
        if (other && !at.contains(other)) queue.push(other);
      }
    }
  }
  return prefix + id;
}

/** The symbols of other files that this root uses, in an SVG that takes no room. */
export function writeWantedSymbols(
  freezing: Freezing,
  root: Document | ShadowRoot,
  writeHtml: (element: Element) => void,
): void {
  const wanted = freezing.wantedSymbols.get(root);
  if (!wanted) return;
  write(freezing, '<svg style="position:absolute;width:0;height:0;overflow:hidden" aria-hidden="true">');
  for (const [, { symbol, prefix }] of wanted) {
    const copy = symbol.cloneNode(true) as Element;
    for (const element of [copy, ...copy.querySelectorAll('*')]) {
      if (element.id) element.id = prefix + element.id;
      for (const attribute of [...element.attributes]) {
        attribute.value = attribute.value.replace(/(url\(["']?#)/g, `$1${prefix}`);
      }
    }
    // Words are shown, and read, where they are used; what cuts or masks has to stay visible to do so.
    const words = copy.querySelector('text,foreignObject') && !copy.querySelector('clipPath,mask');
    if (words) write(freezing, '<g visibility="hidden">');
    writeForeign(freezing, copy, writeHtml, prefix);
    if (words) write(freezing, '</g>');
  }
  write(freezing, '</svg>');
}

/** Values that SMIL animation has given to attributes CSS does not know. */
function animatedAttributes(freezing: Freezing, element: Element): string {
  const { dom } = freezing;
  let text = '';
  for (let node = dom.first(element); node; node = dom.next(node)) {
    if (dom.type(node) !== 1 || !/^(animate|set)$/.test(dom.name(node as Element))) continue;
    const name = dom.attribute(node as Element, 'attributeName') ?? '';
    if (!/^(points|[xy][12]|f[xy]|offset|viewBox|ref[XY]|startOffset|textLength|pathLength)$/.test(name))
      continue;
    const animated = (element as unknown as Record<string, { animVal?: unknown } | undefined>)[name]?.animVal;
    const value = name === 'points' ? (element as SVGPolygonElement).animatedPoints : animated;
    if (value !== undefined && value !== null) text += ` ${name}="${escapeAttribute(svgValue(value))}"`;
  }
  return text;
}

/** A number, length, rectangle or list of SVG as an attribute says it. */
function svgValue(value: unknown): string {
  if (value instanceof SVGLength) return value.valueAsString;
  if (value instanceof SVGRect || value instanceof DOMRect)
    return [value.x, value.y, value.width, value.height].join(' ');
  if (value instanceof SVGPointList) return [...value].map(({ x, y }) => `${x},${y}`).join(' ');
  return String(value);
}

/** Values that SMIL animation has reached, as inline style or attributes that outlive the animation elements. */
function animatedStyle(freezing: Freezing, element: Element): string {
  const { dom } = freezing;
  let style = '';
  let moved = '';
  for (let node = dom.first(element); node; node = dom.next(node)) {
    if (dom.type(node) !== 1) continue;
    const child = node as Element;
    const kind = dom.name(child);
    if (kind === 'animateTransform') {
      if (moved) continue;
      const list = (element as SVGGraphicsElement).transform?.animVal;
      const matrix = new DOMMatrix();
      for (let at = 0; at < (list?.numberOfItems ?? 0); at += 1) {
        const { a, b, c, d, e, f } = list.getItem(at).matrix;
        matrix.multiplySelf(new DOMMatrix([a, b, c, d, e, f]));
      }
      style += `transform:${matrix};`;
    } else if (kind === 'animateMotion' && !moved) {
      // The matrix on the screen holds what `transform` says, too.
      const parent = dom.parent(element) as SVGGraphicsElement | null;
      const to = (element as SVGGraphicsElement).getScreenCTM?.();
      const from = parent?.getScreenCTM?.();
      if (to && from) {
        const m = from.inverse().multiply(to);
        moved = `transform:matrix(${[m.a, m.b, m.c, m.d, m.e, m.f].join(',')});`;
      }
    } else if (kind === 'animate' || kind === 'animateColor' || kind === 'set') {
      const name = dom.attribute(child, 'attributeName') ?? '';
      const value = getComputedStyle(element).getPropertyValue(name);
      if (value && /^[a-z-]+$/.test(name)) style += `${name}:${value};`;
    }
  }
  return style + moved;
}
