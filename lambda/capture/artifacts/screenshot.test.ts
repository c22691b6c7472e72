import { viewSchema } from '@stillpage/shared/schemas/view.ts';
import { expect, test } from 'vitest';
import { fitPicture, PICTURE_SIDE_MAX_PX } from './screenshot.ts';

test.each([
  [{ width: 1280, height: 800 }, {}, { width: 1280, height: 800, scale: 1, cut: false }],
  [{ width: 5000, height: 800 }, {}, { width: 1280, height: 800, scale: 1, cut: false }],
  [{ width: 1280, height: 0 }, {}, { width: 1280, height: 1, scale: 1, cut: false }],
  [{ width: 1280, height: 16_383 }, {}, { scale: 1, cut: false }],
  [{ width: 1280, height: 20_000 }, {}, { height: 20_000, cut: false }],
  [{ width: 1280, height: 40_000 }, {}, { height: 32_766, scale: 0.5, cut: true }],
  [{ width: 1280, height: 16_000 }, { deviceScaleFactor: 2 }, { height: 16_000, cut: false }],
  [{ width: 1280, height: 60_000 }, { deviceScaleFactor: 3 }, { scale: 0.5 / 3, cut: true }],
])('%j fits', (page, view, frame) => {
  const parsed = viewSchema.parse(view);
  const fitted = fitPicture(page, parsed);

  expect(fitted).toMatchObject(frame);
  const pixels = Math.round(fitted.height * fitted.scale * parsed.deviceScaleFactor);
  expect(pixels).toBeLessThanOrEqual(PICTURE_SIDE_MAX_PX);
});
