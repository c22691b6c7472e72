import { mediaAsSeen, prefersDark, schemeAsSeen } from './colour-scheme.page.ts';
import { absoluteUrl, escapeAttribute, escapeText } from './dom.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { writeStyleElement } from './style-sheets.page.ts';

/** Writes what a still keeps of the head: title, sheets, descriptive metas, the icon. Everything else would act. */
export function writeHeadChild(freezing: Freezing, node: ChildNode): void {
  const { dom } = freezing;
  if (dom.type(node) !== 1) return;
  freezing.nodes += 1;
  const element = node as Element;
  const name = dom.name(element);
  if (name === 'title') write(freezing, `<title>${escapeText(dom.text(element) ?? '')}</title>`);
  else if (name === 'style') writeStyleElement(freezing, element as HTMLStyleElement);
  else if (name === 'link') writeLink(freezing, element as HTMLLinkElement);
  else if (name === 'meta') writeMeta(freezing, element);
}

/** Writes a stylesheet link as its sheet and an icon as its picture; every other link loads or hints, and goes. */
export function writeLink(freezing: Freezing, link: HTMLLinkElement): boolean {
  const { dom, base } = freezing;
  const rel = (dom.attribute(link, 'rel') ?? '').toLowerCase().split(/\s+/);
  if (link.sheet) {
    writeStyleElement(freezing, link);
    return true;
  }
  const url = absoluteUrl(dom.attribute(link, 'href'), base);
  if (rel.includes('stylesheet') && !link.disabled && url) {
    // It did not load, and the page looks as it does without it; the other side asks why and says so.
    write(freezing, '<style media="not all">');
    freezing.parts.push({ part: 'linked-sheet', url });
    write(freezing, '</style>');
    return true;
  }
  if (rel.includes('icon') && url) {
    write(freezing, '<link rel="icon"');
    freezing.parts.push({ part: 'resource', name: 'href', url, use: 'icon', missing: 'data:,' });
    write(freezing, '>');
    return true;
  }
  return false;
}

/** Metas that describe; of `http-equiv` only the language, which chooses fonts. */
function writeMeta(freezing: Freezing, element: Element): void {
  const { dom } = freezing;
  const content = dom.attribute(element, 'content');
  if (content === null) return;
  const equiv = (dom.attribute(element, 'http-equiv') ?? '').trim().toLowerCase();
  if (equiv) {
    if (equiv === 'content-language')
      write(freezing, `<meta http-equiv="content-language" content="${escapeAttribute(content)}">`);
    return;
  }
  for (const key of ['name', 'property', 'itemprop']) {
    const value = dom.attribute(element, key);
    if (!value || /^(referrer|monetization|stillpage:.*)$/i.test(value.trim())) continue;
    const media = dom.attribute(element, 'media');
    const only = media ? ` media="${escapeAttribute(mediaAsSeen(media, prefersDark()))}"` : '';
    const seen =
      value.trim().toLowerCase() === 'color-scheme' ? schemeAsSeen(content, prefersDark()) : content;
    write(freezing, `<meta ${key}="${escapeAttribute(value)}" content="${escapeAttribute(seen)}"${only}>`);
    return;
  }
}
