import sharp from 'sharp';
import { expect, test } from 'vitest';
import { formatFor } from './screenshot.ts';

const SIDE = 200;

test('text comes as it is, photographs come as JPEG', async () => {
  const noise = sharp({
    create: {
      width: SIDE,
      height: SIDE,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  });
  const plain = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#fff' } });

  expect(formatFor(await noise.png().toBuffer())).toBe('jpeg');
  expect(formatFor(await plain.png().toBuffer())).toBe('png');
});
