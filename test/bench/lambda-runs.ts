import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openTokens } from '@stillpage/lambda/library/tokens.ts';
import { openS3Store } from '@stillpage/lambda/store/s3-store.ts';
import type { UploadSite } from '../image/upload-site.ts';
import { ROOT } from '../lambda/cloud.ts';
import { textOf } from '../lambda/runtime-api.ts';
import { runtimeClient } from '../lambda/runtime-client.ts';
import { jsonOf, type Sandbox, type SandboxOptions, startSandbox } from '../lambda/sandbox.ts';
import { value } from '../store/contract.ts';
import { s3ServerProgram, startS3Server } from '../store/s3-server.ts';

/** How often the memory of a running invocation is looked at, in ms. */
const SAMPLE_MS = 50;

export function sandboxOf(
  handlers: string,
  name: string,
  more: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  const client = runtimeClient();
  if ('missing' in client) throw new Error(client.missing);
  return startSandbox({
    client: client.path,
    handler: `${handlers}/${name}.handler`,
    taskRoot: ROOT,
    timeoutMs: 120_000,
    ...more,
  });
}

export type Captured = {
  /** From the event to the answer. */
  readonly ms: number;
  readonly status: string;
  readonly peakMb: number;
  readonly bytes: number;
};

/** One capture in a sandbox, with the most memory all its processes took together, shared pages counted once. */
export async function captureIn(sandbox: Sandbox, site: UploadSite, url: string): Promise<Captured> {
  const { job, result } = site.job('/');
  let peakMb = 0;
  const sample = setInterval(() => {
    peakMb = Math.max(peakMb, sandbox.memoryMb());
  }, SAMPLE_MS);
  const begun = performance.now();
  try {
    const answer = await sandbox.invoke({ ...job, url });
    const told = (await jsonOf(answer)) as { status: string };
    const ms = performance.now() - begun;
    await sandbox.api.idle();
    const bytes = Object.values(result()?.artifacts ?? {}).reduce(
      (sum, { storedBytes }) => sum + storedBytes,
      0,
    );
    return { ms, status: told.status, peakMb, bytes };
  } finally {
    clearInterval(sample);
  }
}

export type ApiStart = { readonly initMs: number; readonly firstMs: number; readonly memoryMb: number };

/** The API function from the start of its process to the answer of its first authorised request, over a real S3 server. */
export async function startApi(handlers: string, runs: number): Promise<ApiStart[]> {
  const program = s3ServerProgram();
  if ('missing' in program) throw new Error(program.missing);
  const s3 = await startS3Server(program.path);
  const store = value(await openS3Store(s3.options));
  const token = value(await openTokens(store, () => {}).create('bench'));
  const starts: ApiStart[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      const sandbox = await sandboxOf(handlers, 'function-url', {
        environment: {
          STILLPAGE_BUCKET: s3.options.bucket,
          STILLPAGE_CAPTURE_FUNCTION: 'capture',
          AWS_ENDPOINT_URL_S3: s3.options.endpoint ?? '',
          AWS_ACCESS_KEY_ID: s3.options.credentials?.accessKeyId ?? '',
          AWS_SECRET_ACCESS_KEY: s3.options.credentials?.secretAccessKey ?? '',
        },
      });
      const begun = performance.now();
      const { answer } = await sandbox.invoke({
        rawPath: `/snapshots/${'0'.repeat(26)}`,
        headers: { authorization: `Bearer ${token}` },
        requestContext: { domainName: 'x', http: { method: 'GET' } },
      });
      if (answer.kind !== 'response') throw new Error(JSON.stringify(answer));
      const text = await textOf(answer.body);
      if (!text.includes('not-found')) throw new Error(text.slice(0, 300));
      starts.push({
        initMs: sandbox.initMs(),
        firstMs: performance.now() - begun,
        memoryMb: sandbox.memoryMb(),
      });
      await sandbox.stop();
    }
  } finally {
    await s3.stop();
  }
  return starts;
}

/** What a start would pay for unpacking Chromium and fonts itself, in ms: the same files into a fresh folder. */
export function unpackMs(): number {
  const folder = mkdtempSync(join(tmpdir(), 'stillpage-unpack-'));
  try {
    const program = `
      import { ensureShippedChromium } from ${JSON.stringify(join(ROOT, 'lambda/setup/chromium.ts'))};
      import { ensureFonts } from ${JSON.stringify(join(ROOT, 'lambda/setup/fonts.ts'))};
      const begun = performance.now();
      await Promise.all([ensureShippedChromium(${JSON.stringify(folder)}), ensureFonts(${JSON.stringify(folder)})]);
      process.stdout.write(String(performance.now() - begun));`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return Number(run.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundled files that a handler loads at its start, followed through its imports; those imported later are left out. */
export function loadedAtStart(handlers: string, name: string): string[] {
  const seen = new Set<string>();
  const follow = (path: string) => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    for (const [, from] of readFileSync(path, 'utf8').matchAll(
      /^import\s*(?:[^'"();]*?from\s*)?["'](\.[^"']+)["']/gm,
    ))
      follow(join(dirname(path), from ?? ''));
  };
  follow(join(ROOT, handlers, `${name}.mjs`));
  return [...seen];
}

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
