import { writeAttributes, writeBackground } from './attributes.page.ts';
import { noteBrowserPage, noteXmlViewer } from './browser-pages.page.ts';
import { escapeAttribute } from './dom.page.ts';
import { writeForeign, writeWantedSymbols } from './foreign.page.ts';
import { type Freezing, write } from './freezing.page.ts';
import { nestingAtTop, nestingInside } from './nesting.page.ts';
import { writePortals } from './portals.page.ts';
import { noteScriptFonts } from './script-fonts.page.ts';
import { writePageScrollStart } from './scroll.page.ts';
import { writeAdoptedSheets } from './style-sheets.page.ts';
import { writeTransitionPicture } from './view-transition.page.ts';
import { writeChildren, writeElement, writeShadowRoot } from './write-element.page.ts';
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
  if (root && dom.name(root) !== 'svg') {
    writeXmlDocument(freezing, root);
    return;
  }
  // The same picture inside a page of its own.
  write(freezing, '<html><head>');
  freezing.parts.push({ part: 'head' });
  write(
    freezing,
    '<style>html,body{margin:0;height:100%}body>svg{display:block}body>svg:not([width]){width:100%}body>svg:not([height]){height:100%}</style>',
  );
  // In an `object` or `embed` the drawing takes the size of that.
  if (/^(object|embed)$/i.test(window.frameElement?.tagName ?? ''))
    write(freezing, '<style>body>svg{width:100%!important;height:100%!important}</style>');
  writeInstructedSheets(freezing);
  write(freezing, '</head><body>');
  const html = (element: Element) => writeElement(freezing, element, nestingAtTop());
  if (root) writeForeign(freezing, root, html);
  writeWantedSymbols(freezing, document, html);
  write(freezing, '</body></html>');
}

/** A document of XML with sheets of its own: elements that mean nothing, and nothing of ours that its rules could show. */
function writeXmlDocument(freezing: Freezing, root: Element): void {
  const ground = getComputedStyle(root).backgroundColor;
  const plain = 'margin:0!important;padding:0!important;border:0!important';
  const page = `${plain};display:block!important;height:100%!important;background:${ground}!important`;
  write(freezing, `<html style="${page}"><head style="display:none!important">`);
  freezing.parts.push({ part: 'head' });
  writeInstructedSheets(freezing);
  write(freezing, `</head><body style="${plain};display:contents!important">`);
  writeElement(freezing, root, nestingAtTop());
  write(freezing, '</body></html>');
}

/** Sheets that stand before the root of an XML document (`<?xml-stylesheet?>`). */
function writeInstructedSheets(freezing: Freezing): void {
  for (const sheet of freezing.dom.styleSheets(document)) {
    const { ownerNode, href } = sheet;
    if (!(ownerNode instanceof ProcessingInstruction) || !href || sheet.disabled) continue;
    const media = sheet.media.mediaText;
    write(freezing, media ? `<style media="${escapeAttribute(media)}">` : '<style>');
    freezing.parts.push({ part: 'linked-sheet', url: href });
    write(freezing, '</style>');
  }
}

function writeHtmlDocument(freezing: Freezing, root: Element): void {
  const { dom } = freezing;
  noteScriptFonts(freezing);
  noteBrowserPage(freezing);
  noteXmlViewer(freezing);
  const head = dom.head(document);
  const body = dom.body(document);
  write(freezing, '<html');
  writeAttributes(freezing, root, 'html');
  write(freezing, '><head');
  if (head) writeAttributes(freezing, head, 'head');
  write(freezing, '>');
  freezing.parts.push({ part: 'head' });
  writeInstructedSheets(freezing);
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
    writeTransitionPicture(freezing);
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
