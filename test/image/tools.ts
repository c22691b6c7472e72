import { execFileSync, spawnSync } from 'node:child_process';
import { missingEmulator } from './architecture.ts';

/** Programs that build and run an image without a registry, and Debian's packages that bring them. */
const PACKAGES: Readonly<Record<string, string>> = {
  buildah: 'buildah',
  crun: 'crun',
  debootstrap: 'debootstrap',
  cmake: 'cmake',
  'g++': 'g++',
  xz: 'xz-utils',
};
/** Longest an installation may take, in ms. */
const INSTALL_TIMEOUT_MS = 180_000;

/** True where everything that is missing is installed rather than left out: in CI, as root, with apt. */
const MAY_INSTALL = process.env.CI === 'true' && process.getuid?.() === 0 && has('apt-get');

export function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
}

/** Puts the tools in place, in CI; elsewhere answers with one line that says what is missing. */
export function missingTools(): string | undefined {
  if (process.platform !== 'linux') return 'images are built on Linux only';
  if (process.getuid?.() !== 0) return 'building an image with buildah and chroot needs root';
  const missing = Object.keys(PACKAGES).filter((program) => !has(program));
  if (missing.length === 0) return missingEmulator();
  if (!MAY_INSTALL)
    return `${missing.join(', ')} missing: apt-get install ${missing.map((name) => PACKAGES[name]).join(' ')}`;
  const install = [
    'install',
    '-y',
    '--no-install-recommends',
    ...missing.map((name) => PACKAGES[name] ?? ''),
  ];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS, env } as const;
  if (spawnSync('apt-get', install, options).status !== 0) {
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', install, options);
  }
  const still = missing.filter((program) => !has(program));
  return still.length > 0 ? `${still.join(', ')} could not be installed` : undefined;
}

/** The template's linter as a command, from pip; undefined where there is none. */
export function cfnLint(): string | undefined {
  if (!has('cfn-lint') && MAY_INSTALL)
    spawnSync('python3', ['-m', 'pip', 'install', '--quiet', '--break-system-packages', 'cfn-lint'], {
      stdio: 'ignore',
      timeout: INSTALL_TIMEOUT_MS,
    });
  return has('cfn-lint') ? 'cfn-lint' : undefined;
}
