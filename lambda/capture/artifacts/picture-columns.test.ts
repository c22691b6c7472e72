import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { joinColumns, planPicture } from './picture-columns.ts';
import { PICTURE_SIDE_MAX_PX } from './screenshot.ts';

test.each([
  [1_000, {}, 1, false],
  [30_000, {}, 1, false],
  [33_000, {}, 2, false],
  [60_000, {}, 2, false],
  [100_000, {}, 4, false],
  [1_000_000, {}, 4, true],
  [60_000, { deviceScaleFactor: 3 }, 2, false],
  [60_000, { width: 3840 }, 2, false],
  [400_000, { width: 3840 }, 4, true],
] as const)('a page of %i px, %j: %i columns', (height, view, count, cut) => {
  const parsed = viewSchema.parse(view);
  const plan = planPicture({ width: parsed.width, height }, parsed);

  expect([plan.columns.length, plan.cut]).toEqual([count, cut]);
  let below = 0;
  for (const { y = 0, height: tall, scale } of plan.columns) {
    expect(y).toBe(below);
    expect(Math.ceil(tall * scale * parsed.deviceScaleFactor)).toBeLessThanOrEqual(PICTURE_SIDE_MAX_PX);
    below += tall;
  }
  if (!cut) expect(below).toBe(height);
  const { width, scale } = plan.columns[0] ?? { width: 0, scale: 0 };
  expect((width * scale * parsed.deviceScaleFactor + 16) * count).toBeLessThan(PICTURE_SIDE_MAX_PX);
});

test('columns stand side by side, the last one may be shorter', async () => {
  const column = (height: number, background: string) =>
    sharp({ create: { width: 20, height, channels: 3, background } })
      .png()
      .toBuffer();
  const { picture, pixels } = await joinColumns([await column(30, '#f00'), await column(10, '#00f')]);
  const joined = sharp(await picture.png().toBuffer());

  expect(pixels).toBe(1200);
  expect(await joined.metadata()).toMatchObject({ width: 56, height: 30 });
  const last = await joined.extract({ left: 36, top: 0, width: 20, height: 10 }).png().toBuffer();
  const { dominant } = await sharp(last).stats();
  expect(dominant.b).toBeGreaterThan(200);
});
