import { open, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { ConfigurationError } from './environment.ts';

/** Room a capture's browser may take under /tmp, in bytes: a profile, its cache and shared memory, 60 to 150 MB seen. */
export const TMP_MIN_BYTES = 256 * 1024 * 1024;

/** ELF machine numbers by the architecture that Node names. */
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** Throws a {@link ConfigurationError} when the folder for temporary files has too little room for a browser. */
export async function checkRoom(folder = tmpdir(), needed = TMP_MIN_BYTES): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed)
    throw new ConfigurationError(
      `${folder} has ${Math.floor(free / 1e6)} MB free and a capture needs ${Math.ceil(needed / 1e6)} MB: give the function more ephemeral storage.`,
    );
}

/** Throws a {@link ConfigurationError} when a program is of another architecture than this process. */
export async function checkArchitecture(
  executable: string,
  architecture: string = process.arch,
): Promise<void> {
  const machine = await machineOf(executable);
  if (machine === undefined || machine === MACHINES[architecture]) return;
  const built = Object.keys(MACHINES).find((name) => MACHINES[name] === machine) ?? `machine ${machine}`;
  throw new ConfigurationError(
    `The image holds a Chromium for ${built}, the function runs on ${architecture}: build the image for the function's architecture.`,
  );
}

/** The machine number of an ELF file; undefined for a script. */
async function machineOf(path: string): Promise<number | undefined> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`The image has no readable Chromium at ${path} (${cause.code}).`, { cause });
  });
  try {
    const head = Buffer.alloc(20);
    await file.read(head, 0, head.length, 0);
    return head.toString('latin1', 0, 4) === '\x7fELF' ? head.readUInt16LE(18) : undefined;
  } finally {
    await file.close();
  }
}
