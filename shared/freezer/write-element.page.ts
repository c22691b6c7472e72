import { writeAttributes, writeBackground, writeLinkAddress } from './attributes.page.ts';
import { boxStyle } from './box-style.page.ts';
import { absoluteUrl, escapeAttribute, escapeText } from './dom.page.ts';
import { writeEmbedded, writeFrame } from './embedded.page.ts';
import { writeForeign, writeWantedSymbols } from './foreign.page.ts';
import { writeFormState, writeTextareaContent } from './form-state.page.ts';
import { extraOf, type Freezing, write } from './freezing.page.ts';
import { type Nesting, nestingAtTop, nestingInside, openWrapper, wrapperFor } from './nesting.page.ts';
import { imageStyle, writeCanvasSource, writeImageSource, writeVideoPicture } from './pictures.page.ts';
import { scrollStyle, writeScrollStart } from './scroll.page.ts';
import { writeAdoptedSheets, writeStyleElement } from './style-sheets.page.ts';
import { writeLink } from './write-head.page.ts';

/** Writes an element with everything in it, so that a parser builds the same again without running anything. */
export function writeElement(freezing: Freezing, element: Element, nesting: Nesting, depth = 0): void {
  const { dom } = freezing;
  const space = dom.space(element);
  freezing.nodes += 1;
  if (space !== 'http://www.w3.org/1999/xhtml') {
    const vector = space === 'http://www.w3.org/2000/svg' || space === 'http://www.w3.org/1998/Math/MathML';
    const root = dom.name(element) === 'svg' || dom.name(element) === 'math';
    if (!vector) writeStranger(freezing, element, nesting, depth);
    else if (root)
      writeForeign(freezing, element, (child) => writeElement(freezing, child, nestingAtTop(), depth + 1));
    return;
  }
  if (freezing.portals.has(element)) {
    write(freezing, '<template></template>');
    return;
  }
  // Parsers keep 512 levels; a page that nests deeper can only be cut.
  const deepest = 900;
  if (depth > deepest) {
    freezing.omissions.push({ what: 'elements nested too deeply', kind: 'content' });
    return;
  }
  const name = dom.name(element);
  const wrappers = wrapperFor(dom, element, name, nesting, freezing.quirks);
  for (const tag of wrappers) write(freezing, openWrapper(tag));
  const before = freezing.extras.get(element)?.before;
  if (before) {
    write(freezing, '<sp-backdrop');
    write(freezing, ` style="${escapeAttribute(before)}"></sp-backdrop>`);
  }
  writeOne(freezing, element, name, nestingInside(nesting, name, wrappers.length > 0), depth, nesting);
  for (const tag of wrappers.reverse()) write(freezing, `</${tag}>`);
}

function writeOne(
  freezing: Freezing,
  element: Element,
  name: string,
  inside: Nesting,
  depth: number,
  outside: Nesting,
): void {
  const { dom } = freezing;
  const children = () => writeChildren(freezing, element, inside, depth);
  switch (name) {
    case 'script':
    case 'noscript':
    case 'base':
    case 'meta':
    case 'title':
    case 'template':
    case 'noembed':
    case 'noframes':
    case 'param':
    case 'source':
    case 'track':
      // An empty template keeps the count of siblings that selectors see.
      write(freezing, '<template></template>');
      return;
    case 'link':
      if (!writeLink(freezing, element as HTMLLinkElement)) write(freezing, '<template></template>');
      return;
    case 'style':
      writeStyleElement(freezing, element as HTMLStyleElement);
      return;
    case 'img':
      open(
        freezing,
        element,
        name,
        () => writeImageSource(freezing, element as HTMLImageElement),
        imageStyle(freezing, element as HTMLImageElement),
      );
      return;
    case 'canvas':
      open(
        freezing,
        element,
        'img',
        () => writeCanvasSource(freezing, element as HTMLCanvasElement),
        boxStyle(element),
      );
      return;
    case 'video': {
      const video = element as HTMLVideoElement;
      // Where scripting is off, browsers give every video controls; only one that had them may stay a video.
      if (dom.has(element, 'controls')) {
        open(freezing, element, name, () => writeVideoPicture(freezing, video, 'poster'));
        write(freezing, '</video>');
      } else
        open(freezing, element, 'img', () => writeVideoPicture(freezing, video, 'src'), boxStyle(element));
      return;
    }
    case 'audio':
      open(freezing, element, name, () => writeAudioSource(freezing, element as HTMLAudioElement));
      write(freezing, '</audio>');
      return;
    case 'iframe':
    case 'frame':
    case 'fencedframe':
      writeFrame(freezing, element, name === 'frame' ? 'frame' : 'iframe');
      return;
    case 'object':
    case 'embed':
      writeEmbedded(freezing, element, name, children);
      return;
    case 'textarea':
      open(freezing, element, name);
      writeTextareaContent(freezing, element as HTMLTextAreaElement);
      write(freezing, '</textarea>');
      return;
    case 'input':
      open(freezing, element, name, () => {
        writeFormState(freezing, element, name);
        const input = element as HTMLInputElement;
        const src = input.type === 'image' && absoluteUrl(dom.attribute(element, 'src'), freezing.base);
        if (src)
          freezing.parts.push({ part: 'resource', name: 'src', url: src, use: 'image', missing: 'data:,' });
      });
      return;
    case 'area':
    case 'br':
    case 'col':
    case 'hr':
    case 'wbr':
    case 'keygen':
    case 'basefont':
    case 'bgsound':
      open(freezing, element, name, name === 'area' ? () => writeLinkAddress(freezing, element) : undefined);
      return;
  }
  const tag = safeTag(name, inside, outside);
  const extra = renamedStyle(name, tag) + scrollStyle(freezing, element);
  const links = name === 'a' ? () => writeLinkAddress(freezing, element) : undefined;
  open(
    freezing,
    element,
    tag,
    () => {
      links?.();
      if (name === 'option') writeFormState(freezing, element, name);
      if (/^(table|t[dhr]|tbody|thead|tfoot)$/.test(name)) writeBackground(freezing, element);
    },
    extra,
  );
  const shadow = dom.shadow(element);
  if (shadow) writeShadowRoot(freezing, shadow, depth);
  if (/^(pre|listing)$/.test(tag)) write(freezing, '\n');
  children();
  if (dom.scrollTop(element) !== 0 || dom.scrollLeft(element) !== 0) {
    if (element !== document.scrollingElement && name !== 'select') writeScrollStart(freezing, element);
  }
  write(freezing, `</${tag}>`);
}

/** Names that mean something else to a parser than to the DOM become names that mean nothing. */
function safeTag(name: string, _inside: Nesting, outside: Nesting): string {
  if (name === 'xmp' || name === 'plaintext') return 'pre';
  if (/^(html|head|body|frameset|image|isindex|applet|marquee|portal)$/.test(name)) return `sp-${name}`;
  // Elsewhere these run or load something; the seal lets none of their names pass.
  if (
    /^(script|base|noscript|noembed|noframes|set|animate\w*|handler|listener|mglyph|malignmark)$/.test(name)
  )
    return `sp-${name}`;
  if (name === 'form' && outside.form) return 'sp-form';
  return /^[a-z][^\s"'<>/=\u0000A-Z]*$/.test(name) ? name : 'sp-element';
}

function renamedStyle(name: string, tag: string): string {
  if (name === tag || tag === 'pre') return '';
  if (name === 'marquee')
    return 'display:inline-block;overflow:hidden;text-align:initial;width:-webkit-fill-available;';
  return name === 'form' || name === 'body' || name === 'html' ? 'display:block;' : '';
}

/** Writes a start tag. */
function open(freezing: Freezing, element: Element, tag: string, more?: () => void, style = ''): void {
  write(freezing, `<${tag}`);
  writeAttributes(freezing, element, freezing.dom.name(element), style);
  more?.();
  write(freezing, '>');
}

/** Audio is kept when the page had loaded it. */
function writeAudioSource(freezing: Freezing, audio: HTMLAudioElement): void {
  const url = audio.currentSrc;
  if (/^https?:/.test(url))
    freezing.parts.push({ part: 'resource', name: 'src', url, use: 'media', missing: '' });
}

/** Writes the elements that had to leave their place, with what they inherited there. */
export function writePortals(freezing: Freezing, nesting: Nesting): void {
  for (const element of [...freezing.portals]) {
    freezing.portals.delete(element);
    const style = getComputedStyle(element.parentElement ?? element);
    let css = 'display:contents;';
    for (const name of [
      ...['color', 'font', 'line-height', 'letter-spacing', 'word-spacing', 'text-align', 'text-transform'],
      ...['text-indent', 'white-space', 'direction', 'visibility', 'cursor', 'list-style', 'quotes'],
    ]) {
      css += `${name}:${style.getPropertyValue(name)};`;
    }
    write(freezing, `<sp-top style="${escapeAttribute(css)}">`);
    writeElement(freezing, element, nesting);
    write(freezing, '</sp-top>');
  }
}

/**
 * Writes an element of an XML vocabulary that browsers know nothing of, as an element HTML knows nothing of: by its
 * name where that means nothing to a parser, so that type selectors still find it.
 */
function writeStranger(freezing: Freezing, element: Element, nesting: Nesting, depth: number): void {
  const { dom } = freezing;
  const name = dom.name(element).toLowerCase();
  const free =
    /^[a-z][a-z0-9.-]*$/.test(name) &&
    !/^(image|frame|keygen|command|isindex|spacer|applet|portal|set|animate.*|handler|listener|mglyph|malignmark|sp-.*)$/.test(
      name,
    ) &&
    document.createElementNS('http://www.w3.org/1999/xhtml', name) instanceof HTMLUnknownElement;
  const tag = free ? name : 'sp-element';
  write(freezing, `<${tag}`);
  writeAttributes(freezing, element, name, free ? '' : strangerStyle(element));
  write(freezing, '>');
  if (depth < 400) writeChildren(freezing, element, nesting, depth);
  write(freezing, `</${tag}>`);
}

/** What rules say of an element whose name no rule finds any more. */
function strangerStyle(element: Element): string {
  const style = getComputedStyle(element);
  const names = [
    ...['display', 'margin', 'padding', 'border', 'background-color', 'color', 'font', 'text-align', 'float'],
    ...['text-decoration', 'text-transform', 'white-space', 'position', 'list-style', 'visibility'],
  ];
  return names.map((name) => `${name}:${style.getPropertyValue(name)};`).join('');
}

/** Writes the children of an element or a shadow root. */
export function writeChildren(freezing: Freezing, parent: Node, inside: Nesting, depth = 0): void {
  const { dom } = freezing;
  for (let node = dom.first(parent); node; node = dom.next(node)) {
    const type = dom.type(node);
    if (type === 1) writeElement(freezing, node as Element, inside, depth + 1);
    else if (type === 3 || type === 4) writeText(freezing, node as Text, inside);
  }
}

function writeText(freezing: Freezing, node: Text, inside: Nesting): void {
  freezing.nodes += 1;
  const text = freezing.dom.text(node) ?? '';
  const painted = freezing.highlights.get(node);
  if (painted) {
    writePainted(freezing, text, painted);
    return;
  }
  const table = /^(table|tbody|thead|tfoot|tr|colgroup)$/.test(inside.parent) && /\S/.test(text);
  if (!table) {
    write(freezing, escapeText(text));
    return;
  }
  // Text straight in a table is moved in front of it by parsers.
  const tags = inside.parent === 'tr' ? ['td'] : ['tr', 'td'];
  for (const tag of tags) write(freezing, openWrapper(tag));
  write(freezing, escapeText(text));
  for (const tag of tags.reverse()) write(freezing, `</${tag}>`);
}

function writePainted(
  freezing: Freezing,
  text: string,
  painted: ReadonlyArray<{ start: number; end: number; css: string }>,
): void {
  let at = 0;
  for (const { start, end, css } of [...painted].sort((left, right) => left.start - right.start)) {
    if (start < at) continue;
    const inner = escapeText(text.slice(start, end));
    write(
      freezing,
      `${escapeText(text.slice(at, start))}<sp-mark style="${escapeAttribute(css)}">${inner}</sp-mark>`,
    );
    at = end;
  }
  write(freezing, escapeText(text.slice(at)));
}

/** Writes a shadow root, open or closed, as a declarative one. */
export function writeShadowRoot(freezing: Freezing, root: ShadowRoot, depth = 0): void {
  const flags =
    (root.delegatesFocus ? ' shadowrootdelegatesfocus' : '') +
    ((root as { clonable?: boolean }).clonable ? ' shadowrootclonable' : '');
  if (root.slotAssignment === 'manual') noteManualSlots(freezing, root);
  write(freezing, `<template shadowrootmode="open"${flags}>`);
  writeChildren(freezing, root, nestingAtTop(), depth);
  writeAdoptedSheets(freezing, root);
  writeWantedSymbols(freezing, root, (child) => writeElement(freezing, child, nestingAtTop(), depth + 1));
  write(freezing, '</template>');
}

/** Slots that script fills by hand get names that fill them alike. */
function noteManualSlots(freezing: Freezing, root: ShadowRoot): void {
  for (const [index, slot] of freezing.dom.all(root, 'slot').entries()) {
    const assigned = (slot as HTMLSlotElement).assignedElements();
    for (const element of assigned) extraOf(freezing, element).attributes += ` slot="sp-${index}"`;
    extraOf(freezing, slot).attributes += ` name="sp-${index}"`;
  }
}
