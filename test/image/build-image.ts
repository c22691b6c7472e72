import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stillpage', 'image');
const SUITE = 'bookworm';
/** Longest one build may take, in ms. */
const BUILD_TIMEOUT_MS = 1_500_000;
/** Images and steps of builds that are kept for the next build; some 200 MB each at most. */
const KEPT_IMAGES_MAX = 60;

/** The stand-ins for images that only a registry has: Debian by debootstrap, and the same with Node and npm. */
const DEBIAN = 'localhost/stillpage-debian:base';
const NODE = 'localhost/stillpage-node:base';

export type Target = 'aws' | 'os-only' | 'debian';

/** Runs buildah on a storage of its own, and answers with what it printed. */
export function buildah(...args: readonly string[]): string {
  const run = spawnSync(
    'buildah',
    [
      '--root',
      join(CACHE, 'storage'),
      '--runroot',
      join(CACHE, 'run'),
      '--storage-driver',
      'overlay',
      ...args,
    ],
    { encoding: 'utf8', timeout: BUILD_TIMEOUT_MS, maxBuffer: 1 << 28 },
  );
  if (run.status !== 0)
    throw new Error(`buildah ${args[0]} failed:\n${`${run.stdout}\n${run.stderr}`.slice(-4000)}`);
  return run.stdout.trim();
}

/** Makes the base images once; later runs take them from the cache. */
export function ensureBases(): void {
  mkdirSync(CACHE, { recursive: true });
  const kept = JSON.parse(buildah('images', '--all', '--json') || '[]') as unknown[] | null;
  if ((kept?.length ?? 0) > KEPT_IMAGES_MAX) buildah('rmi', '--prune', '--force');
  if (!isThere(DEBIAN)) {
    const folder = mkdtempSync(join(tmpdir(), 'stillpage-debian-'));
    try {
      execFileSync('debootstrap', ['--variant=minbase', SUITE, folder, mirror()], {
        stdio: 'ignore',
        timeout: BUILD_TIMEOUT_MS,
      });
      rmSync(join(folder, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
      const container = buildah('from', 'scratch');
      // What debootstrap leaves in /dev belongs to whoever runs the image.
      rmSync(join(folder, 'dev'), { recursive: true, force: true });
      mkdirSync(join(folder, 'dev'));
      buildah('add', '--quiet', container, folder, '/');
      buildah(
        'config',
        '--env',
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        container,
      );
      buildah('commit', '--quiet', '--rm', container, DEBIAN);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  if (isThere(NODE)) return;
  const home = dirname(dirname(process.execPath));
  const npm = npmFolder();
  const container = buildah('from', DEBIAN);
  buildah('copy', '--quiet', container, process.execPath, '/usr/local/bin/node');
  buildah('copy', '--quiet', container, join(home, 'include'), '/usr/local/include');
  buildah('copy', '--quiet', container, npm, '/usr/local/lib/node_modules/npm');
  for (const name of ['npm', 'npx'])
    buildah(
      'run',
      '--isolation',
      'chroot',
      container,
      '--',
      'ln',
      '-s',
      `../lib/node_modules/npm/bin/${name}-cli.js`,
      `/usr/local/bin/${name}`,
    );
  buildah('commit', '--quiet', '--rm', container, NODE);
}

/** Builds one target of the Dockerfile from the tree as it is; the layers of earlier builds are used again. */
export function buildTarget(target: Target): string {
  const image = `localhost/stillpage:${target}`;
  const settings = mkdtempSync(join(tmpdir(), 'stillpage-build-'));
  // The builder may have to pass through a proxy of the machine: its certificates lie beside, not in the image.
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  const npmrc = join(settings, 'npmrc');
  writeFileSync(npmrc, existsSync(certificates) ? 'cafile=/run/host-certificates.crt\n' : '');
  const packages = join(CACHE, 'npm');
  mkdirSync(packages, { recursive: true });
  try {
    buildah(
      'bud',
      '--quiet',
      '--layers',
      '--isolation',
      'chroot',
      '--network',
      'host',
      '--target',
      target,
      '--build-arg',
      `NODE_IMAGE=${NODE}`,
      ...['DEBIAN_BASE', 'OS_ONLY_BASE', 'AWS_BASE'].flatMap((name) => ['--build-arg', `${name}=${DEBIAN}`]),
      ...(existsSync(certificates) ? ['--volume', `${certificates}:/run/host-certificates.crt:ro`] : []),
      '--volume',
      `${npmrc}:/root/.npmrc:ro`,
      '--volume',
      `${packages}:/root/.npm:rw`,
      '--tag',
      image,
      '--file',
      join(ROOT, 'Dockerfile'),
      ROOT,
    );
  } finally {
    rmSync(settings, { recursive: true, force: true });
  }
  return image;
}

export type Layer = { readonly what: string; readonly bytes: number };

/** The layers of an image from the base up, uncompressed, each with the instruction that made it. */
export function layersOf(image: string): Layer[] {
  const { OCIv1 } = JSON.parse(buildah('inspect', '--type', 'image', image)) as {
    OCIv1: {
      rootfs: { diff_ids: string[] };
      history: { created_by?: string; empty_layer?: boolean }[];
    };
  };
  const stored = JSON.parse(
    readFileSync(join(CACHE, 'storage', 'overlay-layers', 'layers.json'), 'utf8'),
  ) as { 'diff-digest'?: string; 'diff-size'?: number }[];
  const made = OCIv1.history.filter(({ empty_layer }) => !empty_layer);
  return OCIv1.rootfs.diff_ids.map((digest, index) => ({
    what: madeBy(made[index]?.created_by ?? ''),
    bytes: stored.find((layer) => layer['diff-digest'] === digest)?.['diff-size'] ?? 0,
  }));
}

/** An instruction as it stands in the Dockerfile, as far as the history tells. */
function madeBy(created: string): string {
  const copied = /^COPY \S+ in (\S+)/.exec(created)?.[1];
  const run = /apt-get install[^&]*/.exec(created)?.[0];
  return copied ? `COPY ${copied}` : run ? `RUN ${run.trim()}` : 'the base';
}

function isThere(image: string): boolean {
  return (JSON.parse(buildah('images', '--json') || '[]') ?? []).some(({ names }: { names?: string[] }) =>
    names?.includes(image),
  );
}

/** The mirror that the machine's own apt uses. */
function mirror(): string {
  const text = spawnSync('sh', ['-c', 'cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null'], {
    encoding: 'utf8',
  }).stdout;
  return (
    /^(?:URIs:|deb(?: \[[^\]]*\])?) *(https?:\/\/\S+debian\/?)\s/m.exec(text)?.[1] ??
    'http://deb.debian.org/debian'
  );
}

/** npm is plain JavaScript and runs under any Node: the machine's own goes into the builder. */
function npmFolder(): string {
  const found = execFileSync('sh', ['-c', 'readlink -f "$(command -v npm)"'], { encoding: 'utf8' }).trim();
  const folder = dirname(dirname(found));
  if (!existsSync(join(folder, 'bin', 'npm-cli.js'))) throw new Error(`npm is not at ${folder}`);
  return folder;
}
