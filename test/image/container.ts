import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildah } from './buildah.ts';

/** The user and group that Lambda runs functions as, and its limits. */
const USER = '993:990';
const FILES_AND_PROCESSES = 1024;
export const TMP_MB = 512;

/** An image's files on this machine, to be run the way Lambda runs them. */
export type Container = {
  readonly root: string;
  readonly config: {
    readonly Entrypoint?: string[];
    readonly Cmd?: string[];
    readonly Env?: string[];
    readonly WorkingDir?: string;
  };
  /** Runs a command in it; the environment is the whole one. */
  run(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    tmpMb?: number,
  ): ChildProcess;
  /** What the image says to start, with this CMD. */
  start(
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    tmpMb?: number,
  ): ChildProcess;
  remove(): void;
};

/**
 * The set-up of the sandbox, as Lambda has it: the image read-only, /tmp the one place to write, no shared memory, few
 * devices, another user without any privilege, and the limits on files and processes.
 */
const SETUP = `set -e
root=$1; user=$2; limit=$3; tmp=$4; shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do touch "$root/dev/$device"; mount --bind /dev/$device "$root/dev/$device"; done
mkdir "$root/dev/shm"; ln -s /proc/self/fd "$root/dev/fd"
mount -o remount,ro "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777,size="$tmp"m tmpfs "$root/tmp"
mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
mount -o remount,bind,ro "$root"
exec prlimit --nofile="$limit" --nproc="$limit" setpriv --no-new-privs /usr/sbin/chroot --userspec="$user" --groups= "$root" "$@"`;

/** Opens an image; `extra` are files that the tests put beside its own, by the path of their folder. */
export function openContainer(image: string, extra: Readonly<Record<string, string>> = {}): Container {
  const name = buildah('from', image);
  const root = buildah('mount', name);
  const { OCIv1 } = JSON.parse(buildah('inspect', '--type', 'image', image)) as {
    OCIv1: { config: Container['config'] };
  };
  for (const [place, source] of Object.entries(extra)) cpSync(source, join(root, place), { recursive: true });
  for (const folder of ['dev', 'proc', 'tmp', 'etc']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc', 'resolv.conf'), '');
  const { config } = OCIv1;
  const run: Container['run'] = (command, environment, tmpMb = TMP_MB) =>
    spawn(
      'unshare',
      [
        '--mount',
        '--pid',
        '--fork',
        '--kill-child',
        'sh',
        '-c',
        SETUP,
        'sh',
        root,
        USER,
        String(FILES_AND_PROCESSES),
        String(tmpMb),
        '/usr/bin/env',
        '-C',
        config.WorkingDir || '/',
        ...command,
      ],
      { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
  return {
    root,
    config,
    run,
    start(command, environment, tmpMb) {
      const own = Object.fromEntries((config.Env ?? []).map((line) => line.split(/=(.*)/s).slice(0, 2)));
      return run([...(config.Entrypoint ?? []), ...command], { ...own, ...environment }, tmpMb);
    },
    remove() {
      buildah('umount', name);
      buildah('rm', name);
    },
  };
}
