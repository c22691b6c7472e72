import { PNG } from 'pngjs';

/** A PNG of one colour with a darker diagonal, so that a moved or scaled picture shows in a comparison. */
export function picture(width: number, height: number, colour: string): Buffer {
  const png = new PNG({ width, height });
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) || 0);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dark = Math.abs(x * height - y * width) < 3 * width ? 0.4 : 1;
      const at = (y * width + x) * 4;
      png.data[at] = (red ?? 0) * dark;
      png.data[at + 1] = (green ?? 0) * dark;
      png.data[at + 2] = (blue ?? 0) * dark;
      png.data[at + 3] = 255;
    }
  }
  return PNG.sync.write(png);
}
