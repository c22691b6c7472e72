import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** AWS's own emulator of the Runtime API, version 1.30; its tags are no Go versions, so the newest commit is taken. */
const MODULE = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@latest';
/** AWS's own command line for SAM carries the same program, built, for machines whose Go proxy does not have the module. */
const WHEEL = 'aws-sam-cli==1.170.0';
const IN_WHEEL = `samcli/local/rapid/aws-lambda-rie-${process.arch === 'arm64' ? 'arm64' : 'x86_64'}`;
const TIMEOUT_MS = 180_000;

/**
 * The emulator's program: the one in STILLPAGE_RIE, else brought once into the cache by the Go tool or by pip; or why
 * there is none.
 */
export function interfaceEmulator(): { readonly path: string } | { readonly missing: string } {
  const named = process.env.STILLPAGE_RIE;
  if (named) return existsSync(named) ? { path: named } : { missing: `STILLPAGE_RIE: there is no ${named}` };
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stillpage', 'aws-lambda-rie');
  const path = join(folder, 'aws-lambda-rie');
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  const reasons: string[] = [];
  for (const bring of [fromGo, fromWheel]) {
    try {
      bring(folder, path);
      return { path };
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr || (error as Error).message);
      reasons.push(said.trim().split('\n').at(-1) ?? '');
    }
  }
  return { missing: `neither Go nor pip gives it: ${reasons.join('; ')}` };
}

function fromGo(folder: string): void {
  execFileSync('go', ['install', MODULE], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
    timeout: TIMEOUT_MS,
  });
}

function fromWheel(folder: string, path: string): void {
  const scratch = mkdtempSync(join(folder, 'wheel-'));
  const run = (...args: string[]) =>
    execFileSync('python3', ['-m', ...args], {
      cwd: scratch,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIMEOUT_MS,
    });
  try {
    run('pip', 'download', '--quiet', '--no-deps', WHEEL);
    const wheel = readdirSync(scratch).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error(`pip brought no wheel of ${WHEEL}`);
    run('zipfile', '-e', wheel, '.');
    chmodSync(join(scratch, IN_WHEEL), 0o755);
    renameSync(join(scratch, IN_WHEEL), path);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
