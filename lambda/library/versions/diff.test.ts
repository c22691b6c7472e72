import sharp from 'sharp';
import { expect, test } from 'vitest';
import { diffPictures } from './diff-pictures.ts';
import { DIFF_TEXT_MAX_LENGTH, diffTexts } from './diff-text.ts';

const textOf = (diff: ReturnType<typeof diffTexts>, ...kinds: string[]) =>
  diff.parts
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('');

test('what changed in a line is found by words, in Chinese too, and nothing gets lost', () => {
  const before = 'One line stays.\n我们保存网页的快照。\nThe price is 20 euros.\n';
  const after = 'One line stays.\n我们保存网站的快照。\nThe price is 25 euros.\nA new line.\n';
  const diff = diffTexts(before, after);
  expect(textOf(diff, 'same', 'removed')).toBe(before);
  expect(textOf(diff, 'same', 'added')).toBe(after);
  expect(textOf(diff, 'removed').length).toBeLessThan(8);
  expect(textOf(diff, 'added')).toContain('网站');
  expect(textOf(diff, 'added')).toContain('25');
});

test('the same text has no changes; two that share nothing are replaced in time', () => {
  expect(diffTexts('a\nb\n', 'a\nb\n')).toMatchObject({ added: 0, removed: 0 });
  expect(diffTexts('', '')).toEqual({ added: 0, removed: 0, cut: false, parts: [] });
  const random = (seed: number) =>
    Array.from({ length: 30_000 }, (_, i) => `${(i * seed) % 99_991}`).join('\n');
  const started = process.threadCpuUsage();
  const diff = diffTexts(random(7919), random(104_729));
  expect(process.threadCpuUsage(started).user / 1000).toBeLessThan(20_000);
  expect(diff.added).toBeGreaterThan(100_000);
  expect(diffTexts('x'.repeat(DIFF_TEXT_MAX_LENGTH + 1), 'x').cut).toBe(true);
});

const picture = (width: number, height: number, spot?: { left: number; top: number }) =>
  sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .composite(
      spot
        ? [
            {
              input: Buffer.from('<svg width="20" height="20"><rect width="20" height="20"/></svg>'),
              ...spot,
            },
          ]
        : [],
    )
    .webp({ quality: 80 })
    .toBuffer();

test('pictures: same, a spot, a longer page, one that cannot be read', async () => {
  const white = await picture(200, 100);
  expect(await diffPictures(white, white)).toMatchObject({ differing: 0, width: 200, height: 100 });
  const spotted = await diffPictures(white, await picture(200, 100, { left: 50, top: 50 }));
  expect(spotted?.differing).toBeCloseTo(400 / 20_000, 2);
  expect(await sharp(await spotted?.picture()).metadata()).toMatchObject({
    width: 200,
    height: 100,
    format: 'webp',
  });
  const longer = await diffPictures(white, await picture(200, 150));
  expect(longer).toMatchObject({ width: 200, height: 150 });
  expect(longer?.differing).toBeCloseTo(1 / 3, 2);
  expect(await diffPictures(white, Buffer.from('no picture'))).toBeUndefined();
});

test('a page of the greatest height is compared smaller', async () => {
  const tall = await picture(1280, 16_000);
  const diff = await diffPictures(tall, tall);
  expect((diff?.width ?? 0) * (diff?.height ?? 0)).toBeLessThan(8_100_000);
  expect(diff?.differing).toBe(0);
});
