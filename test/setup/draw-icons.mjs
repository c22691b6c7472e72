// node test/setup/draw-icons.mjs: draws the icons of the manifest from icon.svg.
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
for (const size of [16, 32, 48, 128])
  await sharp(at('../../extension/icons/icon.svg'), { density: 72 * (size / 32) })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toFile(at(`../../extension/public/icons/${size}.png`));
