import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { build, defineConfig, type Plugin } from 'vite';
import { manifestFor, type Target } from './extension/manifest.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Modules without a document; those of pages stay out of the background. */
const COMMON = /\/(idb|shared|extension\/(replica|background|seen))\/|\/extension\/[\w-]+\.ts$/;
/** What pages are drawn with. The popup starts in `main`: what a page shares with it must do nothing by itself. */
const DRAWING = /\/preact\/|\/extension\/popup\/(?!main)[\w-]+\.tsx?$/;

/** `vite build --mode chromium|firefox` writes dist/<mode>; `vite --mode …` serves from dist/dev-<mode>, so that a build never points at a dead server. */
export default defineConfig(({ mode, command }) => {
  const target: Target = mode === 'firefox' ? 'firefox' : 'chromium';
  // A build started by the tests inherits NODE_ENV=test, which writes the paths of this machine into it.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: path('extension'),
    publicDir: path('extension/public'),
    plugins: [
      preact(),
      errorCodesOnly(),
      pageScript(),
      crx({ manifest: manifestFor(target), browser: target === 'firefox' ? 'firefox' : 'chrome' }),
    ],
    build: {
      // Absolute: crxjs resolves a relative folder against the process's own and clears it.
      outDir: path(command === 'serve' ? `dist/dev-${target}` : `dist/${target}`),
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      // Pages that no manifest names.
      rollupOptions: {
        input: ['panel', 'tabs'].map((page) => path(`extension/${page}/index.html`)),
        // Few files pack smaller and load sooner than many: what the popup and the background share is one.
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

/** What is put into a tab to freeze it is one classic script: a module could only come from an address that pages may ask for. */
function pageScript(): Plugin {
  return {
    name: 'page-script',
    apply: 'build',
    async generateBundle() {
      const built = await build({
        configFile: false,
        logLevel: 'warn',
        build: {
          write: false,
          target: 'es2023',
          lib: {
            entry: path('extension/seen/freeze-frame.page.ts'),
            name: 'stillpageSeen',
            formats: ['iife'],
            fileName: () => 'freeze-frame.js',
          },
        },
      });
      for (const bundle of Array.isArray(built) ? built : [built])
        if ('output' in bundle)
          this.emitFile({ type: 'asset', fileName: 'seen/freeze-frame.js', source: bundle.output[0].code });
    },
  };
}

/** The error table without its sentences and numbers, a tenth of the popup: the extension tells errors in the words of `_locales`. */
function errorCodesOnly(): Plugin {
  return {
    name: 'error-codes-only',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/shared/errors.ts') ? code.replace(/^\s+(en|zh_CN|status|exit): .*,$/gm, '') : undefined,
  };
}
