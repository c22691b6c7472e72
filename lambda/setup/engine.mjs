// node lambda/setup/engine.mjs: the search engine's native file for this machine; ends with 1 where there is none.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchPackage } from './fetch-package.mjs';
import { inRoot } from './root.mjs';

const ENGINE = '@lancedb/lancedb';

/** The package with the engine's native file for a platform, as `name` and `version`; undefined where nobody builds one. */
export function engineBinding(platform = process.platform, architecture = process.arch) {
  const { optionalDependencies } = JSON.parse(
    readFileSync(inRoot('node_modules', ENGINE, 'package.json'), 'utf8'),
  );
  const libc = { linux: '-gnu', win32: '-msvc' }[platform] ?? '';
  const name = `${ENGINE}-${platform}-${architecture}${libc}`;
  const version = optionalDependencies[name];
  return version === undefined ? undefined : { name, version };
}

/**
 * Brings the native file when the lock file has none for this platform: npm locks optional packages of other platforms
 * only where it found them. The version is the one that the locked engine names; npm checks the archive against the
 * registry's digest. Answers with what is wrong, in one line, or undefined.
 */
export function ensureEngine() {
  const binding = engineBinding();
  const here = `${process.platform} ${process.arch}`;
  if (!binding)
    return `The search engine is not built for ${here}: pages are saved, lists and search do not work.`;
  const home = inRoot('node_modules', binding.name);
  if (existsSync(join(home, 'package.json'))) return undefined;
  mkdirSync(dirname(home), { recursive: true });
  const folder = mkdtempSync(inRoot('node_modules', '.engine-'));
  try {
    const wanted = `${binding.name}@${binding.version}`;
    const fetched = fetchPackage(wanted, folder);
    if (!fetched)
      return `${wanted} cannot be had from the registry: pages are saved, lists and search do not work.`;
    renameSync(fetched, home);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problem = ensureEngine();
  if (problem) process.stderr.write(`${problem}\n`);
  process.exitCode = problem ? 1 : 0;
}
