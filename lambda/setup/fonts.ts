import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.ts';
import { cachePath } from './cache-folder.ts';

/**
 * What a bare Linux lacks and pages ask for: the metrics of Arial, Times and Courier, Chinese and Japanese, and
 * emoji. A headless Chromium draws nothing at all for a script without a font, and says nothing.
 */
const FONT_PACKAGES = [
  '@expo-google-fonts/arimo',
  '@expo-google-fonts/tinos',
  '@expo-google-fonts/cousine',
  '@fontsource-variable/noto-sans-sc',
  '@infolektuell/noto-color-emoji',
];

/** Grows with every change to what is written into the fonts folder. */
const LAYOUT = 3;

/**
 * Puts the shipped fonts into one folder as files that FreeType reads (it knows no WOFF2) and writes a
 * fontconfig file that lists them after the system's own. Returns the path of that file, for FONTCONFIG_FILE.
 */
export async function ensureFonts(folder?: string): Promise<string> {
  const packages = FONT_PACKAGES.map((name) => {
    const home = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
    return { name, home, version };
  });
  const hash = createHash('sha256').update(
    `${LAYOUT} ${packages.map(({ name, version }) => `${name}@${version}`).join(' ')}`,
  );
  const name = `fonts-${hash.digest('hex').slice(0, 12)}`;
  const home = folder === undefined ? cachePath(name) : join(folder, name);
  await buildOnce(home, async (partial) => {
    for (const { name, home: source } of packages)
      await unpackFonts(source, join(partial, name.replace(/^@/, '').replace('/', '-')));
    await writeFile(join(partial, 'fonts.conf'), fontsConf(home));
  });
  return join(home, 'fonts.conf');
}

async function unpackFonts(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const names = await readdir(source, { recursive: true });
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

/** Families that pages name and the shipped ones that stand in for them, with the same widths where there are any. */
const STAND_INS = [
  ['Arial', 'Arimo'],
  ['Helvetica', 'Arimo'],
  ['Times New Roman', 'Tinos'],
  ['Times', 'Tinos'],
  ['Courier New', 'Cousine'],
  ['Courier', 'Cousine'],
  ['sans-serif', 'Arimo'],
  ['system-ui', 'Arimo'],
  ['serif', 'Tinos'],
  ['monospace', 'Cousine'],
  ['emoji', 'Noto Color Emoji'],
] as const;

function fontsConf(home: string): string {
  const system = '/etc/fonts/fonts.conf';
  const dirs = ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.local/share/fonts'), home];
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...(existsSync(system) ? [`<include ignore_missing="yes">${system}</include>`] : []),
    ...dirs.map((dir) => `<dir>${escapeXml(dir)}</dir>`),
    ...STAND_INS.map(
      ([asked, given]) =>
        `<alias binding="same"><family>${asked}</family><default><family>${given}</family></default></alias>`,
    ),
    // The second is for a machine where the first cannot be written.
    `<cachedir>${escapeXml(join(dirname(home), 'fontconfig'))}</cachedir>`,
    `<cachedir>${escapeXml(join(tmpdir(), 'stillpage-fontconfig'))}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
