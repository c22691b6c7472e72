// node lambda/setup/unpack-chromium.ts: unpacks Chromium and the fonts ahead, as an image does while it is built.
import { CHROMIUM_IS_SHIPPED, ensureShippedChromium } from './chromium.ts';
import { ensureFonts } from './fonts.ts';

// For an architecture without a shipped Chromium the image brings the distribution's.
await Promise.all([CHROMIUM_IS_SHIPPED ? ensureShippedChromium() : undefined, ensureFonts()]);
