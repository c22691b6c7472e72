import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { errorCodesOnly } from './extension/build/error-codes-only.ts';
import { pageScript } from './extension/build/page-script.ts';
import { popupPages, withoutPopupPages } from './extension/build/popup-pages.ts';
import { manifestFor, type Target } from './extension/manifest.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Modules without a document; those of pages stay out of the background. */
const COMMON = /\/(idb|shared|extension\/(replica|background|seen))\/|\/extension\/[\w-]+\.ts$/;
/** What the settings and the page of all tabs are drawn with. */
const DRAWING = /\/preact\/|\/extension\/popup\/[\w-]+\.tsx?$/;

/** `vite build --mode chromium|firefox` writes dist/<mode>; `vite --mode …` serves from dist/dev-<mode>, so that a build never points at a dead server. */
export default defineConfig(({ mode, command }) => {
  const target: Target = mode === 'firefox' ? 'firefox' : 'chromium';
  // A build started by the tests inherits NODE_ENV=test, which writes the paths of this machine into it.
  if (command === 'build') process.env.NODE_ENV = 'production';
  const root = path('extension');
  const manifest = manifestFor(target);
  return {
    root,
    publicDir: path('extension/public'),
    plugins: [
      preact(),
      errorCodesOnly(),
      pageScript(path('extension/seen/freeze-frame.page.ts')),
      popupPages(manifest, { root, plugins: [preact(), errorCodesOnly()] }),
      crx({
        manifest: command === 'build' ? withoutPopupPages(manifest) : manifest,
        browser: target === 'firefox' ? 'firefox' : 'chrome',
      }),
    ],
    build: {
      // Absolute: crxjs resolves a relative folder against the process's own and clears it.
      outDir: path(command === 'serve' ? `dist/dev-${target}` : `dist/${target}`),
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      // A page that no manifest names.
      rollupOptions: {
        input: [path('extension/tabs/index.html')],
        // Few files pack smaller and load sooner than many: what pages and background share is one.
        output: {
          codeSplitting: {
            groups: [
              { name: 'polyfill', test: /webextension-polyfill|extension\/polyfilled\.ts$/ },
              { name: 'common', test: COMMON, minShareCount: 2 },
              { name: 'drawing', test: DRAWING, minShareCount: 2 },
            ],
          },
        },
      },
    },
    server: { port: 5173, strictPort: true, hmr: { port: 5173 } },
  };
});
