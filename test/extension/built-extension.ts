import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
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

/** Gives a copy of the extension optional permissions as if they had been granted at install. */
export async function grantIn(folder: string, permissions: readonly string[] = []): Promise<void> {
  if (permissions.length === 0) return;
  const path = `${folder}/manifest.json`;
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { permissions: string[] };
  manifest.permissions.push(...permissions);
  await writeFile(path, JSON.stringify(manifest));
}
