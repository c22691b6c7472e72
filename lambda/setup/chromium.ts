import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { buildOnce } from './build-once.ts';
import { cachePath } from './cache-folder.ts';

/** The Chromium that comes with the packages, unpacked and known to start. */
export type ShippedChromium = {
  readonly executable: string;
  /** For LD_LIBRARY_PATH, when the system lacks the libraries that Chromium needs. */
  readonly libraries?: string;
};

/** Platforms that the package carries a Chromium for. */
export const CHROMIUM_IS_SHIPPED = process.platform === 'linux' && process.arch === 'x64';

/** Longest `--version` may take on a busy machine with a cold disk, in milliseconds. */
const VERSION_TIMEOUT_MS = 20_000;

/** Unpacks the shipped Chromium once (about 2 s and 215 MB), for all later starts of every process. */
export async function ensureShippedChromium(folder?: string): Promise<ShippedChromium> {
  if (!CHROMIUM_IS_SHIPPED)
    throw new Error(
      `No Chromium is shipped for ${process.platform} ${process.arch}: name one in STILLPAGE_CHROMIUM.`,
    );
  const archives = join(dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')))), 'bin');
  const manifest = JSON.parse(readFileSync(join(dirname(archives), 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = `chromium-${manifest.version}`;
  const home = folder === undefined ? cachePath(name) : join(folder, name);
  await buildOnce(home, async (partial) => {
    await Promise.all([
      pipeline(
        createReadStream(join(archives, 'chromium.br'), { highWaterMark: 1 << 22 }),
        createBrotliDecompress({ chunkSize: 1 << 21 }),
        createWriteStream(join(partial, 'chromium'), { mode: 0o755 }),
      ),
      untar(join(archives, 'swiftshader.tar.br'), partial),
      untar(join(archives, 'al2023.tar.br'), join(partial, 'al2023')),
    ]);
  });
  const executable = join(home, 'chromium');
  const libraries = join(home, 'al2023', 'lib');
  const alone = starts(executable);
  if (alone.ok) return { executable };
  const helped = starts(executable, libraries);
  if (helped.ok) return { executable, libraries };
  throw new Error(`The Chromium at ${executable} does not start: ${helped.detail || alone.detail}`);
}

function starts(executable: string, libraries?: string): { ok: boolean; detail: string } {
  const run = spawnSync(executable, ['--version'], {
    env: { PATH: process.env.PATH ?? '', ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) },
    encoding: 'utf8',
    timeout: VERSION_TIMEOUT_MS,
  });
  return { ok: run.status === 0, detail: (run.stderr || run.error?.message || '').trim() };
}

/** The system's tar does the rest: it is on every Linux, and the archives are the package's own. */
async function untar(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const bytes = await promisify(brotliDecompress)(await readFile(archive));
  await new Promise<void>((resolve, reject) => {
    const tar = spawn('tar', ['-x', '--no-same-owner', '-C', folder], { stdio: ['pipe', 'ignore', 'pipe'] });
    let stderr = '';
    tar.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    // tar stops reading at the end mark, before the padding: that is no error.
    tar.stdin.on('error', () => {});
    tar.on('error', reject);
    tar.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`tar: ${stderr.trim()}`))));
    tar.stdin.end(bytes);
  });
}
