import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';

/** The page-side files; each is plain functions, so one after the other in one scope is the same program. */
const FILES = [
  'dom',
  'freezing',
  'colour-scheme',
  'style-sheets',
  'sheet-texts',
  'dropped-attribute',
  'asked-attributes',
  'skipped-content',
  'painted',
  'typed-properties',
  'nesting',
  'top-layer-order',
  'top-layer',
  'animations',
  'text-fragments',
  'highlights',
  'page-state',
  'pictures',
  'form-state',
  'attributes',
  'box-style',
  'players',
  'svg-view',
  'foreign',
  'embedded',
  'scroll',
  'script-fonts',
  'write-head',
  'element-names',
  'write-text',
  'write-element',
  'portals',
  'browser-pages',
  'view-transition',
  'write-document',
  'serialise-frame',
] as const;

let script: string | undefined;

/**
 * The freezer's page side as one script that leaves `stillpageFreezer` in its world. There is no build step on a
 * server, so the files are read, their types blanked by Node itself, and their imports of each other dropped; the
 * extension bundles the same files in the ordinary way. Names are unique over all of them, which a test checks.
 */
export function pageScript(): string {
  script ??= `(() => {\n${FILES.map(sourceOf).join('\n')}\nglobalThis.stillpageFreezer = makeFrameFreezer();\n})()`;
  return script;
}

function sourceOf(name: string): string {
  const path = createRequire(import.meta.url).resolve(`@stillpage/shared/freezer/${name}.page.ts`);
  return blankTypes(readFileSync(path, 'utf8'))
    .replace(/^import\b[^;]*;/gm, '')
    .replace(/^export /gm, '');
}

/** Node marks the function as experimental on every first use; the marking is no news to whoever runs the program. */
function blankTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
