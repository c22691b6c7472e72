import browser from 'webextension-polyfill';

// For the background and the pages that are no popup, before anything of theirs is run: what `browser.ts` then finds.
(globalThis as { browser?: unknown }).browser = browser;
