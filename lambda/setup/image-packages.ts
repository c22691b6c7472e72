// node lambda/setup/image-packages.ts FOLDER: copies the packages that the bundled handlers load as they are.
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Packages that no bundle can hold: native files, and data files read by path. */
export const EXTERNAL_PACKAGES = [
  '@lancedb/lancedb',
  '@sparticuz/chromium',
  'apache-arrow',
  'css-tree',
  'sharp',
  'woff2-encoder',
] as const;

/** Of these only the manifest is looked at once Chromium and fonts are unpacked. */
const UNPACKED = /^(@sparticuz\/chromium|woff2-encoder|@expo-google-fonts\/|@fontsource|@infolektuell\/)/;

/** Never loaded on this architecture's Linux with glibc. */
const OTHER_PLATFORMS = new RegExp(
  `-(darwin|win32|musl|linuxmusl|wasm32|freebsd|linux-(?!${process.arch}(-|$)))`,
);

/** Copies a package and all that it depends on, each once, into `node_modules` of a folder. */
export function copyPackages(folder: string, names: readonly string[] = EXTERNAL_PACKAGES): void {
  const done = new Set<string>();
  const copy = (name: string, from: string) => {
    const home = homeOf(name, from);
    if (!home || done.has(home)) return;
    done.add(home);
    const place = join(folder, home.slice(ROOT.length));
    const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
    cpSync(home, place, {
      recursive: true,
      dereference: true,
      filter: (path) => isNeeded(name, path.slice(home.length)),
    });
    if (UNPACKED.test(name)) return;
    for (const kind of ['dependencies', 'optionalDependencies'] as const)
      for (const wanted of Object.keys(manifest[kind] ?? {}))
        if (!OTHER_PLATFORMS.test(wanted)) copy(wanted, home);
  };
  for (const name of names) copy(name, ROOT);
}

type Manifest = {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
};

/** Where a package lies for code in `from`; undefined for an optional one that is not installed. */
function homeOf(name: string, from: string): string | undefined {
  for (const paths of createRequire(join(from, 'package.json')).resolve.paths(name) ?? []) {
    const home = join(paths, name);
    if (existsSync(join(home, 'package.json'))) return home;
  }
  return undefined;
}

function isNeeded(name: string, path: string): boolean {
  if (/(^|\/)(node_modules|test|tests|docs?|examples?)(\/|$)/.test(path)) return false;
  if (/\.(map|md|markdown|d\.[cm]?ts|tsbuildinfo|flow)$/i.test(path)) return false;
  return !(UNPACKED.test(name) && /(^\/bin\/|\.(br|ttf|woff2?)$)/.test(path));
}

/** The font packages that the lambda room names; their manifests tell the version of the unpacked fonts. */
export function fontPackages(): string[] {
  const manifest = JSON.parse(
    readFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> };
  return Object.keys(manifest.dependencies).filter((name) =>
    /^(@expo-google-fonts|@fontsource|@infolektuell)/.test(name),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  copyPackages(resolve(process.argv[2] ?? 'image'), [...EXTERNAL_PACKAGES, ...fontPackages()]);
