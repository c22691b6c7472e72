import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SETUP = new URL('../../lambda/setup/extension-build.mjs', import.meta.url).href;
let fresh = false;

/** The folder a target is built into, built anew where its sources have changed since. */
export function builtExtension(target: 'chromium' | 'firefox'): string {
  if (!fresh) {
    const build = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const problem = await (await import(${JSON.stringify(SETUP)})).ensureExtension(); if (problem) { console.error(problem); process.exitCode = 1; }`,
      ],
      { encoding: 'utf8' },
    );
    if (build.status !== 0) throw new Error(`The extension did not build:\n${build.stderr}`);
    fresh = true;
  }
  const folder = fileURLToPath(new URL(`../../dist/${target}`, import.meta.url));
  if (!existsSync(`${folder}/manifest.json`)) throw new Error(`${folder} holds no extension.`);
  return folder;
}
