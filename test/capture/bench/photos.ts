import sharp from 'sharp';

const WIDTH = 1600;
const HEIGHT = 1000;

/** JPEG pictures of about 160 kB that pack like photographs, each another. */
export async function makePhotos(count: number): Promise<Buffer[]> {
  const photos: Buffer[] = [];
  for (let at = 0; at < count; at += 1) photos.push(await makePhoto(at));
  return photos;
}

async function makePhoto(seed: number): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  let noise = seed * 7919 + 1;
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      noise = (noise * 1_103_515_245 + 12_345) & 0x7fffffff;
      const grain = (noise >> 16) & 31;
      const at = (y * WIDTH + x) * 3;
      pixels[at] = 110 + 80 * Math.sin((x + seed * 90) / 90) + grain;
      pixels[at + 1] = 110 + 70 * Math.cos((y - seed * 40) / 70) + grain;
      pixels[at + 2] = 110 + 60 * Math.sin((x + y) / 130 + seed) + grain;
    }
  }
  return await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer();
}
