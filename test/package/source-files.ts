import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ZipEntry } from './zip.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** All that a reader needs to build the very same extension, and nothing of the backend but how packages are put in place. */
const PATHS = [
  'extension',
  'shared',
  'lambda/setup',
  'lambda/package.json',
  'test/package.json',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
  'biome.json',
  'LICENSE',
  'PRIVACY.md',
];
const BUILDING = fileURLToPath(new URL('../../docs/store/BUILDING.md', import.meta.url));

/** The files of the source archive as they lie in the working tree; tests of them stay at home. */
export function sourceFiles(): ZipEntry[] {
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...PATHS],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  if (listed.status !== 0)
    throw new Error(
      `The source archive is made of what git knows: ${listed.stderr || listed.error?.message}`,
    );
  const names = listed.stdout.split('\0').filter((name) => name !== '' && !/\.test\.tsx?$/.test(name));
  return [
    ...[...new Set(names)].map((name) => ({ name, bytes: readFileSync(`${ROOT}${name}`) })),
    { name: 'BUILDING.md', bytes: readFileSync(BUILDING) },
  ];
}
