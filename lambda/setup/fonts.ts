import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.ts';
import { cachePath } from './cache-folder.ts';
import { fontsConf } from './fonts-conf.ts';

/**
 * What a bare Linux lacks and pages ask for: the metrics of Arial, Times and Courier, Chinese and Japanese, Korean,
 * Arabic, Hebrew, Thai, Devanagari and emoji. A headless Chromium draws nothing at all for a script without a font,
 * and says nothing.
 */
const FONT_PACKAGES: readonly { readonly name: string; readonly only?: RegExp }[] = [
  { name: '@expo-google-fonts/arimo' },
  { name: '@expo-google-fonts/tinos' },
  { name: '@expo-google-fonts/cousine' },
  { name: '@fontsource-variable/noto-sans-sc' },
  // The numbered parts hold the Hangul and Hanja; the others repeat the Latin of those above. `wght` has every weight.
  { name: '@fontsource-variable/noto-sans-kr', only: /-kr-\d+-wght-normal/ },
  { name: '@fontsource-variable/noto-sans-arabic', only: /-arabic-wght-normal/ },
  { name: '@fontsource-variable/noto-sans-hebrew', only: /-hebrew-wght-normal/ },
  { name: '@fontsource-variable/noto-sans-thai', only: /-thai-wght-normal/ },
  { name: '@fontsource-variable/noto-sans-devanagari', only: /-devanagari-wght-normal/ },
  { name: '@infolektuell/noto-color-emoji' },
];

/** Grows with every change to what is written into the fonts folder. */
const LAYOUT = 7;

/**
 * Puts the shipped fonts into one folder as files that FreeType reads (it knows no WOFF2) and writes a
 * fontconfig file that lists them after the system's own. Returns the path of that file, for FONTCONFIG_FILE.
 */
export async function ensureFonts(folder?: string): Promise<string> {
  const packages = FONT_PACKAGES.map(({ name, only }) => {
    const home = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { name, only, home, version };
  });
  const hash = createHash('sha256').update(
    `${LAYOUT} ${packages.map(({ name, version }) => `${name}@${version}`).join(' ')}`,
  );
  const name = `fonts-${hash.digest('hex').slice(0, 12)}`;
  const home = folder === undefined ? cachePath(name) : join(folder, name);
  await buildOnce(home, async (partial) => {
    for (const { name, only, home: source } of packages)
      await unpackFonts(source, join(partial, name.replace(/^@/, '').replace('/', '-')), only);
    await writeFile(join(partial, 'fonts.conf'), fontsConf(home));
  });
  return join(home, 'fonts.conf');
}

async function unpackFonts(source: string, target: string, only = /./): Promise<void> {
  await mkdir(target, { recursive: true });
  const names = (await readdir(source, { recursive: true })).filter((path) => only.test(path));
  for (const name of names.filter((path) => path.endsWith('.ttf')))
    await copyFile(join(source, name), join(target, name.replaceAll('/', '-')));
  const compressed = names.filter((path) => path.endsWith('.woff2'));
  if (compressed.length === 0) return;
  const { decompress } = await import('woff2-encoder');
  for (const name of compressed)
    await writeFile(
      join(target, `${name.replaceAll('/', '-').slice(0, -'.woff2'.length)}.ttf`),
      await decompress(await readFile(join(source, name))),
    );
}
