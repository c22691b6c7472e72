import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const VERSION = '4.0.2';
/** Longest its native part may take to compile, in ms: 40 s on a quiet machine of two cores. */
const BUILD_TIMEOUT_MS = 400_000;

/** Lambda's own runtime interface client for Node, compiled once into the cache folder; or why there is none. */
export function runtimeClient(): { readonly path: string } | { readonly missing: string } {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stillpage');
  const folder = join(cache, `aws-lambda-ric-${VERSION}`);
  const path = join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  if (existsSync(path)) return { path };
  for (const tool of ['cmake', 'g++', 'make', 'xz', 'python3'])
    if (!found(tool)) return { missing: `no ${tool} is here to compile Lambda's runtime client with` };
  const partial = `${folder}.${process.pid}.part`;
  try {
    mkdirSync(partial, { recursive: true });
    writeFileSync(
      join(partial, 'package.json'),
      JSON.stringify({ private: true, allowScripts: { 'aws-lambda-ric': true } }),
    );
    // Node's headers come with the package that carries Node itself; a system Node may have its own.
    const nodedir = dirname(dirname(process.execPath));
    execFileSync(
      'npm',
      [
        'install',
        '--ignore-scripts=false',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        `aws-lambda-ric@${VERSION}`,
      ],
      {
        cwd: partial,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          ...(existsSync(join(nodedir, 'include', 'node')) ? { npm_config_nodedir: nodedir } : {}),
          MAKEFLAGS: '-j2',
        },
        timeout: BUILD_TIMEOUT_MS,
      },
    );
    if (!existsSync(join(partial, 'node_modules', 'aws-lambda-ric', 'rapid-client.node')))
      return { missing: "Lambda's runtime client was installed without its native part" };
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(path))
      return {
        missing: `Lambda's runtime client could not be compiled: ${(error as Error).message.split('\n')[0]}`,
      };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return { path };
}

function found(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
