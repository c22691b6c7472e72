import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '@stillpage/lambda/capture/browser/find-chromium.ts';
import { launchBrowser } from '@stillpage/lambda/capture/browser/launch.ts';
import { CHROMIUM_IS_SHIPPED } from '@stillpage/lambda/setup/chromium.ts';
import sharp from 'sharp';
import { expect, test } from 'vitest';

const ROWS = [
  ['Arial', 'font-family: Arial', 'Arimo'],
  ['Times', "font-family: 'Times New Roman'", 'Tinos'],
  ['mono', 'font-family: monospace', 'Cousine'],
  ['静止的页面', "font-family: 'Microsoft YaHei'", 'Noto Sans SC'],
  ['繁體', 'font-family: serif', 'Noto Sans SC'],
  ['かなカナ', 'font-family: sans-serif', 'Noto Sans SC'],
  ['😀', 'font-family: sans-serif', 'Noto Color Emoji'],
] as const;

test.runIf(CHROMIUM_IS_SHIPPED)(
  'a machine without any font draws Latin, Chinese, Japanese and emoji',
  async () => {
    const workFolder = mkdtempSync(join(tmpdir(), 'stillpage-fonts-'));
    const chromium = await findChromium();
    const bare = readFileSync(chromium.fontsConf ?? '', 'utf8')
      .split('\n')
      .filter((line) => !/<include|<dir>(\/usr|.*\.local)/.test(line));
    const fontsConf = join(workFolder, 'bare.conf');
    writeFileSync(fontsConf, bare.join('\n'));
    const launched = await launchBrowser({
      chromium: { ...chromium, fontsConf },
      workFolder,
      sandbox: false,
    });
    try {
      const page = (await launched.browser.pages())[0] ?? (await launched.browser.newPage());
      await page.setContent(
        `<body style="margin:0">${ROWS.map(([text, style]) => `<div style="${style};font-size:40px;line-height:80px">${text}</div>`).join('')}`,
      );
      const session = await page.createCDPSession();
      await session.send('DOM.enable');
      await session.send('CSS.enable');
      const { root } = await session.send('DOM.getDocument');
      const { nodeIds } = await session.send('DOM.querySelectorAll', {
        nodeId: root.nodeId,
        selector: 'div',
      });
      const picture = await page.screenshot({ type: 'png' });

      for (const [row, [text, , family]] of ROWS.entries()) {
        const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId: nodeIds[row] ?? 0 });
        expect(fonts.map(({ familyName }) => familyName).join(), text).toContain(family);
        const { channels } = await sharp(picture)
          .extract({ left: 0, top: row * 80, width: 300, height: 80 })
          .stats();
        expect(Math.max(...channels.slice(0, 3).map(({ stdev }) => stdev)), text).toBeGreaterThan(10);
      }
    } finally {
      await launched.end();
      rmSync(workFolder, { recursive: true });
    }
  },
);
