import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lintExtension } from '../extension/lint-extension.ts';
import { makePackages, type Package } from './make-packages.ts';
import { sourceFiles } from './source-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STORE = join(ROOT, 'docs/store');
/** Longest texts the stores take, in characters: Chromium's summary is the manifest's description, Firefox's its own. */
const SUMMARY_MAX = { chromium: 132, firefox: 250 };
/** The one size that Chromium's store shows without scaling, in pixels. */
const SCREENSHOT = { width: 1280, height: 800 };

let folder = '';
let made: Package[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillpage-packages-'));
  made = await makePackages(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const packed = (kind: string) => made.find(({ file }) => file.endsWith(`-${kind}.zip`))?.file ?? '';

test('the same files make the same bytes, every time', async () => {
  const first = await Promise.all(made.map(({ file }) => readFile(file)));
  const again = await makePackages(folder);
  for (const [index, { file }] of again.entries())
    expect(first[index]?.equals(await readFile(file)), file).toBe(true);
});

test('Mozilla’s linter reads the packed extension and finds no error', () => {
  const found = lintExtension(packed('firefox'));
  expect(found.errors).toEqual([]);
  expect([...new Set(found.warnings)]).toEqual(['UNSAFE_VAR_ASSIGNMENT']);
});

test('the source archive builds the extension that is uploaded, file for file', async () => {
  const source = join(folder, 'source');
  for (const { name, bytes } of sourceFiles()) {
    await mkdir(dirname(join(source, name)), { recursive: true });
    await writeFile(join(source, name), bytes);
  }
  // What `npm ci` puts there, but for the rooms, which are the archive's own.
  await mkdir(join(source, 'node_modules/@stillpage'), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name !== '@stillpage' && name !== '.vite')
      await symlink(join(ROOT, 'node_modules', name), join(source, 'node_modules', name));
  for (const room of ['shared', 'extension'])
    await symlink(join(source, room), join(source, 'node_modules/@stillpage', room));

  for (const target of ['chromium', 'firefox']) {
    const uploaded = await filesUnder(join(ROOT, 'dist', target));
    for (const [name, text] of Object.entries(uploaded))
      expect(text.includes(ROOT.slice(0, -1)), `${name} names a folder of this machine`).toBe(false);
    const run = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--mode', target, '--logLevel', 'warn'],
      { cwd: source, encoding: 'utf8' },
    );
    expect(run.status, run.stderr).toBe(0);
    expect(await filesUnder(join(source, 'dist', target))).toEqual(uploaded);
  }
});

test.each(['en', 'zh_CN'])('the store texts in %s fit the stores', async (language) => {
  const texts = JSON.parse(
    await readFile(join(ROOT, `extension/public/_locales/${language}/messages.json`), 'utf8'),
  ) as Record<string, { message: string }>;
  const description = texts.description?.message ?? '';
  expect(description.length).toBeGreaterThan(20);
  expect(description.length).toBeLessThanOrEqual(SUMMARY_MAX.chromium);

  const page = await readFile(join(STORE, `${language}.md`), 'utf8');
  expect(page).toContain(description);
  const summary = /^## (?:Summary|摘要)\n\n(.+)\n/m.exec(page)?.[1] ?? '';
  expect(summary.length).toBeGreaterThan(20);
  expect(summary.length).toBeLessThanOrEqual(SUMMARY_MAX.firefox);

  // Every permission asked for stands there with its reason.
  const manifest = JSON.parse(await readFile(join(ROOT, 'dist/chromium/manifest.json'), 'utf8')) as Record<
    string,
    string[]
  >;
  const asked = [...(manifest.permissions ?? []), ...(manifest.optional_permissions ?? [])];
  for (const permission of asked) expect(page).toContain(`\`${permission}\``);
});

test.each(['en', 'zh_CN'])('the screenshots in %s have the size that stores show', async (language) => {
  const names = (await readdir(join(STORE, 'screenshots'))).filter((name) => name.startsWith(`${language}-`));
  expect(names.length).toBeGreaterThanOrEqual(3);
  for (const name of names) {
    const { width, height } = await sharp(join(STORE, 'screenshots', name)).metadata();
    expect({ width, height }, name).toEqual(SCREENSHOT);
  }
});

async function filesUnder(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name.slice(path.length), (await readFile(name)).toString('latin1')]),
    ),
  );
}
