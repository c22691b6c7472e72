import { writeAttributes, writeBackground, writeLinkAddress } from './attributes.page.ts';
import { boxStyle } from './box-style.page.ts';
import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { renamedStyle, safeTag, strangerStyle, strangerTag } from './element-names.page.ts';
import { writeEmbedded, writeFrame } from './embedded.page.ts';
import { writeForeign, writeWantedSymbols } from './foreign.page.ts';
import { writeFormState, writeTextareaContent } from './form-state.page.ts';
import { extraOf, type Freezing, write } from './freezing.page.ts';
import { type Nesting, nestingAtTop, nestingInside, openWrapper, wrapperFor } from './nesting.page.ts';
import { imageStyle, writeCanvasSource, writeImageSource, writeVideoPicture } from './pictures.page.ts';
import { isPicturedPlayer, playerStyle } from './players.page.ts';
import { isScrolled, scrollStyle, writeScrollStart } from './scroll.page.ts';
import { writeAdoptedSheets, writeStyleElement } from './style-sheets.page.ts';
import { writeLink } from './write-head.page.ts';
import { writeText, writeWordsOf } from './write-text.page.ts';

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
  // Parsers keep 512 levels; of a page that nests deeper only the words can be kept.
  const deepest = 900;
  if (depth > deepest) {
    freezing.omissions.push({ what: 'elements nested too deeply', kind: 'content' });
    writeWordsOf(freezing, element);
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
      if (isPicturedPlayer(freezing, video)) {
        const shot = freezing.shots.push(video) - 1;
        const picture = () => void freezing.parts.push({ part: 'shot', index: shot, name: 'src' });
        open(freezing, element, 'img', picture, playerStyle(video));
      } else if (dom.has(element, 'controls')) {
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
  const tag = safeTag(name, outside);
  const scrolled = isScrolled(freezing, element);
  const extra = renamedStyle(name, tag) + (scrolled ? scrollStyle(element) : '');
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
  if (scrolled && element !== document.scrollingElement && name !== 'select')
    writeScrollStart(freezing, element);
  write(freezing, `</${tag}>`);
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

/**
 * Writes an element of an XML vocabulary that browsers know nothing of, as an element HTML knows nothing of: by its
 * name where that means nothing to a parser, so that type selectors still find it.
 */
function writeStranger(freezing: Freezing, element: Element, nesting: Nesting, depth: number): void {
  const { dom } = freezing;
  const name = dom.name(element).toLowerCase();
  const tag = strangerTag(name);
  write(freezing, `<${tag}`);
  writeAttributes(freezing, element, name, tag === name ? '' : strangerStyle(element));
  write(freezing, '>');
  if (depth < 400) writeChildren(freezing, element, nesting, depth);
  write(freezing, `</${tag}>`);
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
