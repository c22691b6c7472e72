import { fileURLToPath } from 'node:url';
import { crx } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { manifestFor, type Target } from './extension/manifest.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** `vite build --mode chromium|firefox` writes dist/<mode>; `vite --mode …` serves from dist/dev-<mode>, so that a build never points at a dead server. */
export default defineConfig(({ mode, command }) => {
  const target: Target = mode === 'firefox' ? 'firefox' : 'chromium';
  return {
    root: path('extension'),
    publicDir: path('extension/public'),
    plugins: [
      preact(),
      crx({ manifest: manifestFor(target), browser: target === 'firefox' ? 'firefox' : 'chrome' }),
    ],
    build: {
      // Absolute: crxjs resolves a relative folder against the process's own and clears it.
      outDir: path(command === 'serve' ? `dist/dev-${target}` : `dist/${target}`),
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
    },
    server: { port: 5173, strictPort: true, hmr: { port: 5173 } },
  };
});
