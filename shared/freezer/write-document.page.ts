import { writeAttributes, writeBackground } from './attributes.page.ts';
import { escapeAttribute } from './dom.page.ts';
import { writeForeign, writeWantedSymbols } from './foreign.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { nestingAtTop, nestingInside } from './nesting.page.ts';
import { noteScriptFonts } from './script-fonts.page.ts';
import { writePageScrollStart } from './scroll.page.ts';
import { writeAdoptedSheets } from './style-sheets.page.ts';
import { writeChildren, writeElement, writePortals, writeShadowRoot } from './write-element.page.ts';
import { writeHeadChild } from './write-head.page.ts';

/** Writes the frame's document; what stands before `<head>`'s content is the place where the other side adds its metas. */
export function writeDocument(freezing: Freezing): void {
  const { dom } = freezing;
  const root = dom.documentElement(document);
  write(freezing, doctype(freezing));
  if (root && dom.name(root) === 'html' && dom.space(root) === 'http://www.w3.org/1999/xhtml') {
    writeHtmlDocument(freezing, root);
    return;
  }
  // A document of another kind (SVG, XML): the same picture inside a page of its own.
  write(freezing, '<html><head>');
  freezing.parts.push({ part: 'head' });
  const svg = root && dom.name(root) === 'svg';
  const css = svg
    ? 'html,body{margin:0;height:100%;overflow:hidden}body>svg{display:block}body>svg:not([width]){width:100%}body>svg:not([height]){height:100%}'
    : '';
  write(freezing, `${css ? `<style>${css}</style>` : ''}</head><body>`);
  const html = (element: Element) => writeElement(freezing, element, nestingAtTop());
  if (svg) writeForeign(freezing, root, html);
  else if (root)
    write(
      freezing,
      `<pre>${escapeAttribute(new XMLSerializer().serializeToString(document)).replaceAll('&#10;', '\n')}</pre>`,
    );
  writeWantedSymbols(freezing, document, html);
  write(freezing, '</body></html>');
}

function writeHtmlDocument(freezing: Freezing, root: Element): void {
  const { dom } = freezing;
  noteScriptFonts(freezing);
  if (window === window.top && /^image\//.test(dom.contentType(document))) {
    // The browser's own page around a picture centres it in a way no sheet of the page says.
    freezing.rootCss.set(document, 'html{height:100%}body{display:flex}');
  }
  if (dom.all(document, '#webkit-xml-viewer-source-xml').length > 0) {
    // Chromium colours its XML viewer from a sheet that no script can read.
    const colours = [
      '.html-tag{color:#881280}',
      '.html-attribute-name{color:#994500}',
      '.html-attribute-value{color:#1a1aa6}',
    ];
    freezing.rootCss.set(document, `body{margin:0}${colours.join('')}.html-comment{color:#236e25}`);
  }
  const head = dom.head(document);
  const body = dom.body(document);
  write(freezing, '<html');
  writeAttributes(freezing, root, 'html');
  write(freezing, '><head');
  if (head) writeAttributes(freezing, head, 'head');
  write(freezing, '>');
  freezing.parts.push({ part: 'head' });
  if (head) for (let node = dom.first(head); node; node = dom.next(node)) writeHeadChild(freezing, node);
  // Adopted sheets come after all others, those in the body too.
  const sheetsInBody = body !== null && dom.all(body, 'style,link[rel~=stylesheet i]').length > 0;
  if (!sheetsInBody) writeAdoptedSheets(freezing, document);
  write(freezing, '</head>');
  if (!body) {
    write(freezing, '<body></body></html>');
    return;
  }
  const name = dom.name(body);
  const html = (element: Element) => writeElement(freezing, element, nestingAtTop());
  write(freezing, `<${name}`);
  writeAttributes(freezing, body, name);
  writeBackground(freezing, body);
  write(freezing, '>');
  const shadow = dom.shadow(body);
  if (shadow) writeShadowRoot(freezing, shadow);
  const nesting = nestingInside(nestingAtTop(), name, false);
  writeChildren(freezing, body, nesting);
  // Elements that script put beside the body are inside it after any parser.
  for (let node = dom.first(root); node; node = dom.next(node)) {
    if (node !== head && node !== body && dom.type(node) === 1)
      writeElement(freezing, node as Element, nesting);
  }
  writePortals(freezing, nesting);
  if (sheetsInBody) writeAdoptedSheets(freezing, document);
  if (name === 'body') {
    writeWantedSymbols(freezing, document, html);
    writePageScrollStart(freezing, body);
  }
  write(freezing, `</${name}></html>`);
}

/** The doctype decides the rendering mode; a standards document that a parser gave none (XHTML) gets one. */
function doctype(freezing: Freezing): string {
  const { dom } = freezing;
  const type = dom.doctype(document);
  if (freezing.quirks && !type) return '';
  if (!type || !/^html$/i.test(type.name) || (!type.publicId && !type.systemId)) return '<!DOCTYPE html>';
  const safe = (id: string) => id.replace(/["<>&]/g, '');
  if (type.publicId) {
    const system = type.systemId ? ` "${safe(type.systemId)}"` : '';
    return `<!DOCTYPE html PUBLIC "${safe(type.publicId)}"${system}>`;
  }
  return `<!DOCTYPE html SYSTEM "${safe(type.systemId)}">`;
}
