import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3StoreOptions } from '@stillpage/lambda/store/s3-store.ts';

/** A server with conditional writes whose objects are files of a folder. */
const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.7.0';
/** Time for the server to listen, in ms. */
const START_TIMEOUT_MS = 15_000;

export type S3Server = {
  readonly options: S3StoreOptions;
  /** Where the objects of its bucket lie as files. */
  readonly folder: string;
  stop(): Promise<void>;
};

/** The server's program, built once into the cache folder; or why there is none. */
export function s3ServerProgram(): { readonly path: string } | { readonly missing: string } {
  const folder = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
    'stillpage',
    'versitygw-1.7.0',
  );
  const path = join(folder, 'versitygw');
  if (existsSync(path)) return { path };
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch {
    return { missing: 'no Go tool chain is here to build an S3 server with' };
  }
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('go', ['install', MODULE], {
      stdio: 'ignore',
      env: { ...process.env, GOBIN: folder },
      timeout: 240_000,
    });
    return { path };
  } catch {
    return { missing: `${MODULE} could not be built` };
  }
}

/** Starts an empty S3 server on loopback with one bucket; `options` go before its backend's. */
export async function startS3Server(program: string, options: readonly string[] = []): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'stillpage-s3-'));
  const bucket = 'library';
  mkdirSync(join(folder, bucket));
  const port = await freePort();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
  const child = spawn(
    program,
    [
      '--access',
      credentials.accessKeyId,
      '--secret',
      credentials.secretAccessKey,
      '--port',
      `127.0.0.1:${port}`,
      ...options,
      'posix',
      folder,
    ],
    {
      stdio: 'ignore',
    },
  );
  const endpoint = `http://127.0.0.1:${port}`;
  await listening(endpoint, child);
  return {
    options: { bucket, region: 'us-east-1', endpoint, pathStyle: true, credentials },
    folder: join(folder, bucket),
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(endpoint: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error('the S3 server ended at its start');
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return;
    if (Date.now() > until) throw new Error('the S3 server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
