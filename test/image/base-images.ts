import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fetchPackage } from '@stillpage/lambda/setup/fetch-package.mjs';
import { ARCHITECTURE, IS_EMULATED } from './architecture.ts';
import { BUILD_TIMEOUT_MS, buildah, CACHE, hasImage } from './buildah.ts';

const SUITE = 'bookworm';
/** Images and steps of builds that are kept for the next build; some 200 MB each at most. */
const KEPT_IMAGES_MAX = 60;

const TAG = IS_EMULATED ? ARCHITECTURE.node : 'base';
/** The stand-ins for images that only a registry has: Debian by debootstrap, and the same with Node and npm. */
export const DEBIAN = `localhost/stillpage-debian:${TAG}`;
export const NODE = `localhost/stillpage-node:${TAG}`;

/** Makes the base images once; later runs take them from the cache. */
export function ensureBases(): void {
  mkdirSync(CACHE, { recursive: true });
  const kept = JSON.parse(buildah('images', '--all', '--json') || '[]') as unknown[] | null;
  if ((kept?.length ?? 0) > KEPT_IMAGES_MAX) buildah('rmi', '--prune', '--force');
  if (!hasImage(DEBIAN)) inFolder(makeDebian);
  if (!hasImage(NODE)) inFolder(makeNode);
}

function makeDebian(folder: string): void {
  const from = ['--variant=minbase', `--arch=${ARCHITECTURE.debian}`, SUITE, folder, mirror()];
  execFileSync('debootstrap', from, { stdio: 'ignore', timeout: BUILD_TIMEOUT_MS });
  rmSync(join(folder, 'var', 'cache', 'apt', 'archives'), { recursive: true, force: true });
  const container = buildah('from', '--platform', ARCHITECTURE.image, 'scratch');
  // What debootstrap leaves in /dev belongs to whoever runs the image.
  rmSync(join(folder, 'dev'), { recursive: true, force: true });
  mkdirSync(join(folder, 'dev'));
  buildah('add', '--quiet', container, folder, '/');
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container);
  buildah('commit', '--quiet', '--rm', container, DEBIAN);
}

function makeNode(folder: string): void {
  const container = buildah('from', '--platform', ARCHITECTURE.image, DEBIAN);
  const home = dirname(dirname(process.execPath));
  const node = IS_EMULATED ? foreignNode(folder) : process.execPath;
  buildah('copy', '--quiet', container, node, '/usr/local/bin/node');
  // The headers are the same for every architecture but for one file of settings that no native package of ours reads.
  buildah('copy', '--quiet', container, join(home, 'include'), '/usr/local/include');
  buildah('copy', '--quiet', container, npmFolder(), '/usr/local/lib/node_modules/npm');
  for (const name of ['npm', 'npx']) {
    const link = ['ln', '-s', `../lib/node_modules/npm/bin/${name}-cli.js`, `/usr/local/bin/${name}`];
    buildah('run', '--isolation', 'chroot', container, '--', ...link);
  }
  buildah('commit', '--quiet', '--rm', container, NODE);
}

/** The same Node for another architecture, from npm. */
function foreignNode(folder: string): string {
  const name = `node-linux-${ARCHITECTURE.node}@${process.versions.node}`;
  const fetched = fetchPackage(name, folder);
  if (!fetched) throw new Error(`${name} cannot be had from the registry.`);
  return join(fetched, 'bin', 'node');
}

function inFolder(make: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'stillpage-base-'));
  try {
    make(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
