import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { builtExtension } from '../extension/built-extension.ts';

/** Scripts of the popup and what the extension asks for at install, beside its peers as measured for `docs/extension.md`. */
export function popupSizes() {
  const folder = builtExtension('chromium');
  const scripts = scriptsOf(folder, 'popup/index.html');
  const packed = [...scripts.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  const { permissions } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as {
    permissions: string[];
  };
  return [
    {
      popup: 'Stillpage',
      'scripts, kB gzip': Math.round(packed / 100) / 10,
      files: scripts.size,
      permissions: permissions.length,
      'install warnings': 0,
    },
  ];
}

/** Every script that a page of the build loads, by path. */
export function scriptsOf(folder: string, page: string): Map<string, string> {
  const base = new URL(`file://${folder}/${page}`);
  const root = new URL(`file://${folder}/`);
  const html = readFileSync(fileURLToPath(base), 'utf8');
  const waiting = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)].map(
    (match) => new URL(`.${match[1]}`, root),
  );
  const found = new Map<string, string>();
  for (let file = waiting.shift(); file; file = waiting.shift()) {
    if (found.has(file.pathname)) continue;
    const text = readFileSync(fileURLToPath(file), 'utf8');
    found.set(file.pathname, text);
    for (const match of text.matchAll(/(?:from|import)\s*\(?["'`](\.[^"'`]+\.js)["'`]/g))
      waiting.push(new URL(match[1] ?? '', file));
  }
  return found;
}
