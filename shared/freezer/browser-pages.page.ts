import type { Freezing } from './freezing.page.ts';

/** Adds what the browser draws by itself around an address that is no page: a picture, XML or JSON. */
export function noteBrowserPage(freezing: Freezing): void {
  const { dom } = freezing;
  if (window !== window.top) return;
  if (/^image\//.test(dom.contentType(document))) {
    // The browser's own page around a picture centres it in a way no sheet of the page says.
    freezing.rootCss.set(document, 'html{height:100%}body{display:flex}');
  }
  if (/\bjson$/.test(dom.contentType(document))) noteJsonBar(freezing);
}

/** Chromium colours its XML viewer from a sheet that no script can read. */
export function noteXmlViewer(freezing: Freezing): void {
  if (freezing.dom.all(document, '#webkit-xml-viewer-source-xml').length === 0) return;
  const colours = [
    '.html-tag{color:#881280}',
    '.html-attribute-name{color:#994500}',
    '.html-attribute-value{color:#1a1aa6}',
  ];
  freezing.rootCss.set(document, `body{margin:0}${colours.join('')}.html-comment{color:#236e25}`);
}

/** The bar above JSON lies in a root that not even the debugger's script may keep; this draws it anew. */
function noteJsonBar(freezing: Freezing): void {
  const bar = freezing.dom.all(document, 'body > div.json-formatter-container')[0];
  if (!bar || freezing.dom.first(bar)) return;
  freezing.rootCss.set(
    document,
    'body{margin:0}body>pre{padding-top:20px;white-space:pre-wrap;overflow-wrap:break-word}' +
      'body>.json-formatter-container{position:fixed;inset:0 0 auto}',
  );
  const root = document.createElement('div').attachShadow({ mode: 'open' });
  const label = document.createElement('label');
  label.setAttribute(
    'style',
    'display:flex;align-items:center;font:13px monospace;background:light-dark(#f0f0f0,#3c3c3c);' +
      'border-bottom:1px solid #bbb;user-select:none',
  );
  const box = document.createElement('input');
  box.setAttribute('type', 'checkbox');
  label.append('Pretty-print', box);
  root.append(label);
  freezing.dom.closed.set(bar, root);
}
