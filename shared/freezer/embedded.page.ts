import { writeAttributes } from './attributes.page.ts';
import { absoluteUrl, escapeAttribute } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { blankPicture } from './pictures.page.ts';

/** Writes a child frame; its document is put in by the side that can reach it. */
export function writeFrame(freezing: Freezing, element: Element, name: string): void {
  write(freezing, `<${name}`);
  writeAttributes(freezing, element, name);
  write(freezing, ' sandbox=""');
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
  if (showsFallback || !url) {
    write(freezing, '<object');
    writeAttributes(freezing, element, name);
    write(freezing, '>');
    writeChildren();
    write(freezing, '</object>');
    return;
  }
  const style = getComputedStyle(element);
  const box = `width:${style.width};height:${style.height};display:${style.display};`;
  if (/^image\//.test(type) || /\.(svg|png|jpe?g|gif|webp|avif)([?#]|$)/i.test(url)) {
    write(freezing, '<img');
    writeAttributes(freezing, element, name, box);
    freezing.parts.push({ part: 'resource', name: 'src', url, use: 'image', missing: blankPicture(1, 1) });
    write(freezing, '>');
    return;
  }
  if (/pdf|flash|java/.test(type) || /\.(pdf|swf)([?#]|$)/i.test(url)) {
    freezing.omissions.push({ what: url, kind: 'object' });
    write(freezing, '<object');
    writeAttributes(freezing, element, name, box);
    write(freezing, `><p><a href="${escapeAttribute(url)}">${escapeAttribute(url)}</a></p></object>`);
    return;
  }
  write(freezing, '<iframe');
  writeAttributes(freezing, element, name, `${box}border:0;`);
  write(freezing, ' sandbox=""');
  freezing.parts.push({ part: 'frame', index: freezing.frames.push(element) - 1, as: 'srcdoc' });
  write(freezing, '></iframe>');
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
