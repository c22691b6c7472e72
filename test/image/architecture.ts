import { existsSync } from 'node:fs';

/** An architecture of Lambda's, by the names that Node, Debian and container images have for it. */
export type Architecture = { readonly node: string; readonly debian: string; readonly image: string };

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: { node: 'x64', debian: 'amd64', image: 'linux/amd64' },
  arm64: { node: 'arm64', debian: 'arm64', image: 'linux/arm64' },
};

/** The programs that run another architecture's, as the kernel knows them (Debian: qemu-user-static). */
const EMULATORS: Readonly<Record<string, string>> = { x64: 'qemu-x86_64', arm64: 'qemu-aarch64' };

/**
 * What the images are built for: this machine's own, or what STILLPAGE_IMAGE_ARCHITECTURE (x64, arm64) names, which
 * takes an emulator and several times as long. Throws when it is neither.
 */
export const ARCHITECTURE = named(process.env.STILLPAGE_IMAGE_ARCHITECTURE || process.arch);

/** True when the images are not of this machine's kind. */
export const IS_EMULATED = ARCHITECTURE.node !== process.arch;

/** What is missing to run the images here, in one line; undefined when nothing is. */
export function missingEmulator(): string | undefined {
  if (!IS_EMULATED || existsSync(`/proc/sys/fs/binfmt_misc/${EMULATORS[ARCHITECTURE.node]}`))
    return undefined;
  return `no emulator of ${ARCHITECTURE.node}: apt-get install qemu-user-static binfmt-support`;
}

function named(name: string): Architecture {
  const found = ARCHITECTURES[name];
  if (!found)
    throw new Error(`Images are built for ${Object.keys(ARCHITECTURES).join(' or ')}, not for ${name}.`);
  return found;
}
