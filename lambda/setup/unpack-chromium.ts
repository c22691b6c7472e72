// node lambda/setup/unpack-chromium.ts: unpacks Chromium and the fonts ahead, as an image does while it is built.
import { ensureShippedChromium } from './chromium.ts';
import { ensureFonts } from './fonts.ts';

await Promise.all([ensureShippedChromium(), ensureFonts()]);
