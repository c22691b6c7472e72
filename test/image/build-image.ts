import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ARCHITECTURE, IS_EMULATED } from './architecture.ts';
import { DEBIAN, NODE } from './base-images.ts';
import { buildah, CACHE } from './buildah.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export type Target = 'aws' | 'os-only' | 'debian';

/** npm carries Chromium for x86_64 only; elsewhere the image has the distribution's. */
const CHROMIUM = ARCHITECTURE.node === 'x64' ? '' : 'chromium';

/** The name that `buildTarget` gives to a target's image. */
export function imageOf(target: Target): string {
  return `localhost/stillpage:${target}${IS_EMULATED ? `-${ARCHITECTURE.node}` : ''}`;
}

/** Builds one target of the Dockerfile from the tree as it is, and answers with its name; the layers of earlier builds are used again. */
export function buildTarget(target: Target): string {
  const image = imageOf(target);
  const settings = mkdtempSync(join(tmpdir(), 'stillpage-build-'));
  // The builder may have to pass through a proxy of the machine: its certificates lie beside, not in the image.
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  const npmrc = join(settings, 'npmrc');
  writeFileSync(npmrc, existsSync(certificates) ? 'cafile=/run/host-certificates.crt\n' : '');
  const packages = join(CACHE, 'npm');
  mkdirSync(packages, { recursive: true });
  const given = {
    NODE_IMAGE: NODE,
    DEBIAN_BASE: DEBIAN,
    OS_ONLY_BASE: DEBIAN,
    AWS_BASE: DEBIAN,
    SYSTEM_CHROMIUM: CHROMIUM,
  };
  const volumes = [
    ...(existsSync(certificates) ? [`${certificates}:/run/host-certificates.crt:ro`] : []),
    `${npmrc}:/root/.npmrc:ro`,
    `${packages}:/root/.npm:rw`,
  ];
  try {
    buildah(
      'bud',
      '--quiet',
      '--layers',
      ...['--isolation', 'chroot'],
      ...['--network', 'host'],
      ...(IS_EMULATED ? ['--platform', ARCHITECTURE.image] : []),
      ...['--target', target],
      ...Object.entries(given).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      ...volumes.flatMap((volume) => ['--volume', volume]),
      ...['--tag', image],
      ...['--file', join(ROOT, 'Dockerfile')],
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
