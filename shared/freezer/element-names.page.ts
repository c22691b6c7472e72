import type { Nesting } from './nesting.page.ts';

/** Names that mean something else to a parser than to the DOM become names that mean nothing. */
export function safeTag(name: string, outside: Nesting): string {
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

/** What the browser's own sheet says of an element that had to change its name. */
export function renamedStyle(name: string, tag: string): string {
  if (name === tag || tag === 'pre') return '';
  if (name === 'marquee')
    return 'display:inline-block;overflow:hidden;text-align:initial;width:-webkit-fill-available;';
  return name === 'form' || name === 'body' || name === 'html' ? 'display:block;' : '';
}

/** The name of an element of an unknown XML vocabulary: its own where that means nothing to a parser. */
export function strangerTag(name: string): string {
  const free =
    /^[a-z][a-z0-9.-]*$/.test(name) &&
    !/^(image|frame|keygen|command|isindex|spacer|applet|portal|set|animate.*|handler|listener|mglyph|malignmark|sp-.*)$/.test(
      name,
    ) &&
    document.createElementNS('http://www.w3.org/1999/xhtml', name) instanceof HTMLUnknownElement;
  return free ? name : 'sp-element';
}

/** What rules say of an element whose name no rule finds any more. */
export function strangerStyle(element: Element): string {
  const style = getComputedStyle(element);
  const names = [
    ...['display', 'margin', 'padding', 'border', 'background-color', 'color', 'font', 'text-align', 'float'],
    ...['text-decoration', 'text-transform', 'white-space', 'position', 'list-style', 'visibility'],
  ];
  return names.map((name) => `${name}:${style.getPropertyValue(name)};`).join('');
}
