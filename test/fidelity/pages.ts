import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Pages whose stills keep their words in another order: what left its place to lie above everything. */
export const WORDS_MOVE: ReadonlySet<string> = new Set(['top-layer-clipped', 'top-layer-order']);

/** Every page to compare: the files of the fixture site's `fidelity` folder, and routes that no file can give. */
export function fidelityPages(): ReadonlyArray<{ readonly name: string; readonly path: string }> {
  const folder = fileURLToPath(new URL('../site/pages/fidelity/', import.meta.url));
  const files = readdirSync(folder)
    .filter((file) => !file.startsWith('_'))
    .sort()
    .map((file) => ({ name: file.replace(/\.(html?|xhtml)$/, ''), path: `/fidelity/${file}` }));
  const routes = [
    '/basic.html',
    '/fidelity/_target-text.html#:~:text=last%20lines,the%20second&text=brave%20new,of&text=or-,other&text=%E5%8F%A5%E5%AD%90',
    '/encoded/gbk',
    '/encoded/gb18030?header',
    '/encoded/big5',
    '/encoded/shift_jis',
    '/encoded/utf-16le',
    '/csp/trusted-types.html',
    '/redirect?times=3',
    '/status/404',
    '/gzip',
    '/text?say=plain+text',
    '/picture/300x200/aa5500.png',
    '/assets/late.json',
    '/assets/sprite.svg',
    '/assets/drawing.svg',
    '/assets/plain.xml',
    '/nodes?count=100000',
    '/nodes?count=20000',
  ];
  return [
    ...files,
    ...routes.map((path) => ({ name: path.slice(1).replace(/#.*/, '').replaceAll('/', '-'), path })),
  ];
}
