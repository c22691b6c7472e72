import { existsSync } from 'node:fs';
import { CHROMIUM_IS_SHIPPED } from '@stillpage/lambda/setup/chromium.ts';

/** The Chromiums to try: the shipped shell, and an installed full one where there is one. */
export const CHROMIUMS: readonly { readonly name: string; readonly path?: string }[] = [
  ...(CHROMIUM_IS_SHIPPED ? [{ name: 'shipped shell' }] : []),
  ...['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
    .filter((path) => existsSync(path))
    .map((path) => ({ name: 'installed', path })),
];
