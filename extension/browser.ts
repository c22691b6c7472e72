import type api from 'webextension-polyfill';

const scope = globalThis as unknown as { browser?: typeof api; chrome: typeof api };

/** The extension API with promises: Firefox names it `browser`, Chromium `chrome`; no layer lies between. */
const browser = scope.browser ?? scope.chrome;

export default browser;
