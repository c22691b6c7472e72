import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

/** Families whose files call themselves after their thinnest weight, and the name that pages know them by. */
const RENAMED = [
  ['Noto Sans SC Thin', 'Noto Sans SC'],
  ['Noto Sans KR Thin', 'Noto Sans KR'],
  ['Noto Sans Hebrew Thin', 'Noto Sans Hebrew'],
] as const;

/**
 * Who draws a character that no family of the page has, in this order. Chromium asks without the page's language, and
 * unordered it would take some Chinese characters from the Korean family and some from the Chinese one.
 */
const LAST_RESORTS = ['Arimo', 'Noto Sans SC', 'Noto Sans KR'] as const;

/** The text of a fontconfig file that lists the machine's own fonts and those in `home`. */
export function fontsConf(home: string): string {
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
    ...RENAMED.map(
      ([said, known]) =>
        `<match target="scan"><test name="family"><string>${said}</string></test><edit name="family" mode="assign"><string>${known}</string></edit></match>`,
    ),
    `<match target="pattern"><edit name="family" mode="append_last" binding="weak">${LAST_RESORTS.map((family) => `<string>${family}</string>`).join('')}</edit></match>`,
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
