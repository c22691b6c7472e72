import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { type LaunchedBrowser, launchBrowser } from '@stillpage/lambda/capture/browser/launch.ts';
import { CHROMIUM_IS_SHIPPED } from '@stillpage/lambda/setup/chromium.ts';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { undrawnCharacters } from './drawn-characters.page.ts';

/** What is drawn, the style that asks for it, and every family that has to draw it. */
const ROWS = [
  ['Arial', 'font-family: Arial', ['Arimo']],
  ['Times', "font-family: 'Times New Roman'", ['Tinos']],
  ['mono', 'font-family: monospace', ['Cousine']],
  ['静止的页面', "font-family: 'Microsoft YaHei'", ['Noto Sans SC']],
  ['繁體中文', 'font-family: serif', ['Noto Sans SC']],
  ['かなカナ', 'font-family: sans-serif', ['Noto Sans SC']],
  ['😀', 'font-family: sans-serif', ['Noto Color Emoji']],
  ['한국어 글꼴', "font-family: 'Malgun Gothic'", ['Noto Sans KR']],
  ['가나다라마바사', "font-family: 'Noto Sans KR'; font-weight: 700", ['Noto Sans KR']],
  ['中文和한국어', 'font-family: sans-serif', ['Noto Sans SC', 'Noto Sans KR']],
  ['اللغة العربية', 'font-family: sans-serif', ['Noto Sans Arabic']],
  ['שפה עברית', 'font-family: sans-serif', ['Arimo']],
  ['שפה עברית', "font-family: 'Noto Sans Hebrew'", ['Noto Sans Hebrew']],
  ['ภาษาไทย', 'font-family: Tahoma', ['Noto Sans Thai']],
  ['हिन्दी भाषा', 'font-family: Mangal', ['Noto Sans Devanagari']],
] as const;

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).filter(
    (character) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(character),
  );
const decoded = (encoding: string, rows: readonly [number, number], from: number) => {
  const decoder = new TextDecoder(encoding);
  return Array.from({ length: rows[1] - rows[0] + 1 }, (_, row) =>
    Array.from({ length: 0xff - from }, (_, cell) =>
      decoder.decode(Uint8Array.of(rows[0] + row, from + cell)),
    ),
  )
    .flat()
    .filter((text) => /^\p{L}$/u.test(text));
};

/** Characters that come up as themselves on a machine without a font, and how many of each may be missing. */
const SCRIPTS: readonly (readonly [string, readonly string[], number])[] = [
  ['Latin', [...range(0xa1, 0x24f), ...range(0x1e00, 0x1eff)], 0],
  ['Greek and Cyrillic', [...range(0x391, 0x3a9), ...range(0x3b1, 0x3c9), ...range(0x400, 0x45f)], 0],
  ['every Hangul syllable', range(0xac00, 0xd7a3), 0],
  ['Hangul letters', range(0x3131, 0x3163), 0],
  ['Arabic', range(0x620, 0x6d3), 0],
  ['Hebrew', range(0x5d0, 0x5ea), 0],
  ['Thai', range(0xe01, 0xe5b), 0],
  ['Devanagari', range(0x904, 0x939), 0],
  ['kana', [...range(0x3041, 0x3093), ...range(0x30a1, 0x30f6)], 0],
  // What the packaged parts of the family leave out: 33, 236 and 46 rare ones.
  ['simplified Chinese, the 6,763 of GB 2312', decoded('gbk', [0xb0, 0xf7], 0xa1), 40],
  ['traditional Chinese, the 5,401 usual ones of Big5', decoded('big5', [0xa4, 0xc6], 0x40), 240],
  ['Japanese, the 2,965 of the first level', decoded('euc-jp', [0xb0, 0xcf], 0xa1), 50],
];

describe.runIf(CHROMIUM_IS_SHIPPED)('a machine without any font', () => {
  const workFolder = mkdtempSync(join(tmpdir(), 'stillpage-fonts-'));
  let launched: LaunchedBrowser;
  let page: Page;

  beforeAll(async () => {
    const chromium = await findChromium();
    const bare = readFileSync(chromium.fontsConf ?? '', 'utf8')
      .split('\n')
      .filter((line) => !/<include|<dir>(\/usr|.*\.local)/.test(line));
    const fontsConf = join(workFolder, 'bare.conf');
    writeFileSync(fontsConf, bare.join('\n'));
    launched = await launchBrowser({ chromium: { ...chromium, fontsConf }, workFolder, sandbox: false });
    page = (await launched.browser.pages())[0] ?? (await launched.browser.newPage());
  });

  afterAll(async () => {
    await launched?.end();
    rmSync(workFolder, { recursive: true });
  });

  test('draws each script in the family meant for it', async () => {
    await page.setViewport({ width: 600, height: ROWS.length * 80 });
    await page.setContent(
      `<body style="margin:0">${ROWS.map(([text, style]) => `<div style="${style};font-size:40px;line-height:80px;height:80px">${text}</div>`).join('')}`,
    );
    const session = await page.createCDPSession();
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root } = await session.send('DOM.getDocument');
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: 'div' });
    const picture = await page.screenshot({ type: 'png' });

    for (const [row, [text, , families]] of ROWS.entries()) {
      const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId: nodeIds[row] ?? 0 });
      const used = fonts.map(({ familyName }) => familyName).join();
      for (const family of families) expect(used, text).toContain(family);
      const part = await sharp(picture)
        .extract({ left: 0, top: row * 80, width: 300, height: 80 })
        .toBuffer();
      const { channels } = await sharp(part).stats();
      expect(Math.max(...channels.slice(0, 3).map(({ stdev }) => stdev)), text).toBeGreaterThan(10);
    }
  });

  test.each(SCRIPTS)('draws no box in place of %s', async (_script, characters, most) => {
    const { undrawn, boxIsSeen } = await page.evaluate(
      undrawnCharacters,
      characters as string[],
      '16px sans-serif',
    );

    expect(characters.length).toBeGreaterThan(20);
    // Else a missing glyph would not be told from a drawn one.
    expect(boxIsSeen).toBe(true);
    expect(undrawn.length, undrawn.slice(0, 50).join(' ')).toBeLessThanOrEqual(most);
  });

  test('a missing glyph is found out', async () => {
    const { undrawn } = await page.evaluate(undrawnCharacters, ['a', '\u{10400}', '汉'], '16px sans-serif');

    expect(undrawn).toEqual(['\u{10400}']);
  });
});
