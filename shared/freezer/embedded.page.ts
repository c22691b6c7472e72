import { writeAttributes } from './attributes.page.ts';
import { boxStyle } from './box-style.page.ts';
import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { blankPicture } from './pictures.page.ts';

/** Writes a child frame; its document is put in by the side that can reach it. */
export function writeFrame(freezing: Freezing, element: Element, name: string): void {
  const url = absoluteUrl(freezing.dom.attribute(element, 'src'), freezing.base);
  if (name === 'iframe' && /^https?:.*\.pdf([?#]|$)/i.test(url)) {
    writeShown(freezing, element, name, url);
    return;
  }
  write(freezing, `<${name}`);
  writeAttributes(freezing, element, name);
  write(freezing, ` sandbox="${sandboxOf(element)}"`);
  const index = freezing.frames.push(element) - 1;
  freezing.parts.push({ part: 'frame', index, as: name === 'frame' ? 'src' : 'srcdoc' });
  write(freezing, name === 'frame' ? '>' : '></iframe>');
}

/** Writes an `object` or `embed`: as a frame or a picture where it shows one, else with its fallback. */
export function writeEmbedded(
  freezing: Freezing,
  element: Element,
  name: string,
  writeChildren: () => void,
): void {
  const { dom, base } = freezing;
  const url = absoluteUrl(dom.attribute(element, name === 'object' ? 'data' : 'src'), base);
  const type = dom.attribute(element, 'type') ?? '';
  const showsFallback = name === 'object' && showsChildren(freezing, element);
  const style = getComputedStyle(element);
  // What could not be shown has no box of its own.
  const failed = name === 'object' && style.display === 'inline' && element.clientWidth === 0;
  if (failed && !showsFallback) {
    write(freezing, '<sp-object');
    writeAttributes(freezing, element, name, boxStyle(element));
    write(freezing, '></sp-object>');
    return;
  }
  if (showsFallback || !url) {
    write(freezing, '<object');
    writeAttributes(freezing, element, name);
    write(freezing, '>');
    writeChildren();
    write(freezing, '</object>');
    return;
  }
  const box = boxStyle(element);
  // An SVG file is a document with pictures and fonts of its own, which none may have that stands in an `img`.
  if (/^image\/(?!svg)/.test(type) || /\.(png|jpe?g|gif|webp|avif)([?#]|$)/i.test(url)) {
    write(freezing, '<img');
    writeAttributes(freezing, element, name, box);
    freezing.parts.push({ part: 'resource', name: 'src', url, use: 'image', missing: blankPicture(1, 1) });
    write(freezing, '>');
    return;
  }
  if (/pdf|flash|java/.test(type) || /\.(pdf|swf)([?#]|$)/i.test(url)) {
    writeShown(freezing, element, name, url);
    return;
  }
  write(freezing, '<iframe');
  writeAttributes(freezing, element, name, box);
  write(freezing, ` sandbox="${sandboxOf(element)}"`);
  freezing.parts.push({ part: 'frame', index: freezing.frames.push(element) - 1, as: 'srcdoc' });
  write(freezing, '></iframe>');
}

/** Writes what a viewer of the browser's own shows, a PDF say, as a picture of it, and says that the rest is missing. */
function writeShown(freezing: Freezing, element: Element, name: string, url: string): void {
  freezing.omissions.push({ what: url, kind: 'object' });
  write(freezing, `<img alt="${escapeAttribute(url)}"`);
  writeAttributes(freezing, element, name, boxStyle(element));
  freezing.parts.push({ part: 'shot', index: freezing.shots.push(element) - 1, name: 'src' });
  write(freezing, '>');
}

/**
 * No script, no form, no navigation; what was of the page's own origin stays so, because browsers draw frames of others
 * only when they come into the window, and a picture of the whole page would show them blank.
 */
function sandboxOf(element: Element): string {
  return (element as HTMLIFrameElement).contentDocument ? 'allow-same-origin' : '';
}

/** Whether an `object` failed and shows its children instead. */
function showsChildren(freezing: Freezing, element: Element): boolean {
  for (let node = freezing.dom.first(element); node; node = freezing.dom.next(node)) {
    if (node instanceof HTMLElement && node.getClientRects().length > 0) return true;
    if (node instanceof Text && node.data.trim()) {
      const range = document.createRange();
      range.selectNode(node);
      if (range.getClientRects().length > 0) return true;
    }
  }
  return false;
}
