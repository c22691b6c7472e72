import type api from 'webextension-polyfill';

const scope = globalThis as unknown as { browser?: typeof api; chrome: typeof api };

/** The extension API with promises: `browser` in Firefox and where `polyfilled.ts` ran first, else Chromium's own `chrome`. */
const browser = scope.browser ?? scope.chrome;

export default browser;
