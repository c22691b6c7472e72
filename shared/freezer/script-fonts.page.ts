import type { Freezing } from './freezing.page.ts';

/**
 * Fonts that script made with `FontFace` stand in no sheet, and say neither their address nor their bytes. Font files
 * that the page loaded and no sheet names are theirs, in the order of loading; where the two do not come out even,
 * nothing is guessed.
 */
export function noteScriptFonts(freezing: Freezing): void {
  const { dom } = freezing;
  const families = new Set<string>();
  const addresses = new Set<string>();
  try {
    for (const sheet of dom.styleSheets(document)) readFaces(sheet, freezing.base, families, addresses);
  } catch {
    // A sheet of another origin: its faces cannot be told from those of script.
    return;
  }
  const faces: FontFace[] = [];
  document.fonts.forEach((face) => {
    if (face.status === 'loaded' && !families.has(plainName(face.family))) faces.push(face);
  });
  if (faces.length === 0) return;
  const files = performance
    .getEntriesByType('resource')
    .map((entry) => entry.name)
    .filter((url) => /\.(woff2?|ttf|otf)([?#]|$)/i.test(url) && !addresses.has(url));
  if (files.length !== faces.length) return;
  let css = '';
  for (const [at, face] of faces.entries()) {
    css +=
      `@font-face{font-family:"${plainName(face.family)}";src:url("${files[at]}");font-weight:${face.weight};` +
      `font-style:${face.style};font-stretch:${face.stretch};unicode-range:${face.unicodeRange}}`;
  }
  freezing.rootCss.set(document, (freezing.rootCss.get(document) ?? '') + css);
}

function readFaces(sheet: CSSStyleSheet, base: string, families: Set<string>, addresses: Set<string>): void {
  const from = sheet.href ?? base;
  for (const rule of sheet.cssRules) {
    if (rule instanceof CSSImportRule && rule.styleSheet)
      readFaces(rule.styleSheet, base, families, addresses);
    if (!(rule instanceof CSSFontFaceRule)) continue;
    families.add(plainName(rule.style.getPropertyValue('font-family')));
    for (const found of rule.style.getPropertyValue('src').matchAll(/url\("([^"]+)"\)/g)) {
      if (URL.canParse(found[1] ?? '', from)) addresses.add(new URL(found[1] ?? '', from).href);
    }
  }
}

function plainName(family: string): string {
  return family.trim().replace(/["'\\]/g, '');
}
