// node lambda/setup/bundle-handlers.ts [FOLDER]: the Lambda handlers as a few JavaScript files, as the image holds them.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { EXTERNAL_PACKAGES } from './image-packages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The four functions, and the extension that runs beside them. */
const ENTRIES: Readonly<Record<string, string>> = {
  'function-url': path('lambda/entries/function-url.ts'),
  capture: path('lambda/entries/capture.ts'),
  index: path('lambda/entries/index.ts'),
  sweep: path('lambda/entries/sweep.ts'),
  telemetry: path('lambda/entries/telemetry.ts'),
};

/** `new URL('./some-worker.ts', import.meta.url)`: a thread's program, named by the path of its file. */
const WORKER = /new URL\(['"]\.\/([a-z-]+)\.ts['"], import\.meta\.url\)/g;

/**
 * Bundles the handlers into a folder two levels under the tree's root, where they find packages and the unpacked
 * Chromium as the sources do. A bundle loads in a fifth of the time: one file a function in place of hundreds.
 */
export async function bundleHandlers(
  folder: string,
  entries: Readonly<Record<string, string>> = ENTRIES,
): Promise<void> {
  const workers: Record<string, string> = {};
  await bundle(folder, entries, workers, true);
  // Each thread is a program of its own beside the code that starts it.
  while (Object.keys(workers).length > 0) {
    const found = { ...workers };
    for (const name of Object.keys(workers)) delete workers[name];
    await bundle(folder, found, workers, false);
  }
}

async function bundle(
  folder: string,
  entries: Readonly<Record<string, string>>,
  workers: Record<string, string>,
  emptyOutDir: boolean,
): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    plugins: [
      {
        name: 'workers-beside',
        enforce: 'pre',
        transform(code, id) {
          // A worker belongs to our own code: packages bring theirs whole.
          if (id.includes('node_modules')) return null;
          const replaced = code.replace(WORKER, (_whole, name: string) => {
            workers[name] = join(dirname(id), `${name}.ts`);
            return `new URL('./${name}.mjs', import.meta.url)`;
          });
          return replaced === code ? null : { code: replaced, map: null };
        },
      },
    ],
    ssr: { noExternal: true, external: [...EXTERNAL_PACKAGES] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir,
      // Functions of ours are sent into pages as their own text, and stack traces name them.
      minify: false,
      rollupOptions: {
        input: { ...entries },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await bundleHandlers(resolve(process.argv[2] ?? path('dist/lambda')));
