import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import product from '../../package.json' with { type: 'json' };
import { builtExtension } from '../extension/built-extension.ts';
import { lintExtension } from '../extension/lint-extension.ts';
import { sourceFiles } from './source-files.ts';
import { type ZipEntry, zip } from './zip.ts';

/** Preact's own innerHTML code; it is never handed anything here. */
const KNOWN_WARNINGS = ['UNSAFE_VAR_ASSIGNMENT'];
/** Chromium's own list of files that an upload must not hold. */
const NOT_FOR_STORES = /(?:^|\/)(?:\.|.*\.map$)/;

export const PACKAGES = fileURLToPath(new URL('../../dist/packages', import.meta.url));

/** A file made for a store; sizes in bytes. */
export type Package = { readonly file: string; readonly bytes: number; readonly files: number };

/** Builds, lints and packs: one zip for Chromium stores, one for Firefox's, and the sources that Firefox's asks for. */
export async function makePackages(folder = PACKAGES): Promise<Package[]> {
  const built = { chromium: builtExtension('chromium'), firefox: builtExtension('firefox') };
  const found = lintExtension(built.firefox);
  const trouble = [...found.errors, ...found.notices, ...found.warnings].filter(
    (code) => !KNOWN_WARNINGS.includes(code),
  );
  if (trouble.length > 0) throw new Error(`web-ext lint: ${trouble.join(', ')}`);

  await mkdir(folder, { recursive: true });
  const made: Package[] = [];
  for (const [kind, entries] of [
    ['chromium', await filesOf(built.chromium)],
    ['firefox', await filesOf(built.firefox)],
    ['source', sourceFiles()],
  ] as const) {
    if (kind !== 'source') checkVersion(entries);
    const file = join(folder, `stillpage-${product.version}-${kind}.zip`);
    const bytes = zip(entries);
    await writeFile(file, bytes);
    made.push({ file, bytes: bytes.length, files: entries.length });
  }
  return made;
}

async function filesOf(folder: string): Promise<ZipEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = found
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((name) => !NOT_FOR_STORES.test(name));
  return Promise.all(names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })));
}

function checkVersion(entries: readonly ZipEntry[]): void {
  const manifest = entries.find(({ name }) => name === 'manifest.json');
  const { version } = JSON.parse(Buffer.from(manifest?.bytes ?? []).toString()) as { version: string };
  if (version !== product.version)
    throw new Error(`The build says ${version}, package.json says ${product.version}.`);
}

if (import.meta.main)
  for (const { file, bytes, files } of await makePackages())
    process.stdout.write(`${file}  ${(bytes / 1000).toFixed(0)} kB, ${files} files\n`);
