import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** AWS's own emulator of the Runtime API, version 1.30; its tags are no Go versions, so the newest commit is taken. */
const MODULE = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@latest';
const BUILD_TIMEOUT_MS = 180_000;

/**
 * The emulator's program: the one in STILLPAGE_RIE, else built once into the cache by the Go tool; or why there is
 * none. Where the Go tool cannot fetch the module, any copy of the program will do.
 */
export function interfaceEmulator(): { readonly path: string } | { readonly missing: string } {
  const named = process.env.STILLPAGE_RIE;
  if (named) return existsSync(named) ? { path: named } : { missing: `STILLPAGE_RIE: there is no ${named}` };
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stillpage', 'aws-lambda-rie');
  const path = join(folder, 'aws-lambda-rie');
  if (existsSync(path)) return { path };
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('go', ['install', MODULE], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
      timeout: BUILD_TIMEOUT_MS,
    });
    return { path };
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? (error as Error).message);
    return { missing: `the Go tool does not give it: ${said.trim().split('\n').at(-1)}` };
  }
}
