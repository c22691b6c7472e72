import { readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import { withFileLock } from './key-lock.ts';
import { makeFolder } from './make-folder.ts';
import { ownIdentity, processIdentitySchema, stateOf } from './process-identity.ts';
import { guarded, systemCode } from './storage-failure.ts';

/** The holder tells every so often that it lives, in ms; for holders on other hosts that is all there is to go by. */
const HEARTBEAT_MS = 5_000;
const HEARTBEAT_LOST_MS = 20_000;

const holderSchema = processIdentitySchema.extend({ url: z.string().optional() });
/** The process that has a folder to itself, and the address of its server once it listens. */
export type FolderHolder = z.infer<typeof holderSchema>;

export type FolderLock = {
  /** Lets other programs know where the server of this folder is. */
  tell(url: string): Promise<Result<void>>;
  release(): Promise<void>;
};

/**
 * Takes a folder for this process alone. `conflict` names the process that has it; one that was killed has it no
 * more.
 */
export async function lockFolder(folder: string): Promise<Result<FolderLock>> {
  const path = lockPath(folder);
  const work = dirname(path);
  const mutex = <T>(action: () => Promise<T>) => withFileLock(work, 'server-change', action);
  return await guarded(`The folder ${resolve(folder)} cannot be used`, async () => {
    await makeFolder(work);
    const self = await ownIdentity();
    const write = async (holder: FolderHolder) => {
      const temporary = `${path}.${process.pid}.part`;
      await writeFile(temporary, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
      await rename(temporary, path);
    };
    return await mutex(async () => {
      const holder = await holderOf(folder);
      if (holder)
        return fail(
          'conflict',
          `The folder ${resolve(folder)} is in use by process ${holder.pid}${holder.url ? ` at ${holder.url}` : ''}.`,
        );
      await write(self);
      const heartbeat = setInterval(() => {
        const now = new Date();
        utimes(path, now, now).catch(() => undefined);
      }, HEARTBEAT_MS).unref();
      return ok({
        tell: (url: string) =>
          guarded('The lock of the folder cannot be written', async () => {
            await mutex(() => write({ ...self, url }));
            return ok(undefined);
          }),
        async release() {
          clearInterval(heartbeat);
          await mutex(() => unlink(path)).catch(() => undefined);
        },
      });
    });
  });
}

/** The process that has a folder to itself just now, if any. */
export async function holderOf(folder: string): Promise<FolderHolder | undefined> {
  const path = lockPath(folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  const holder = holderSchema.safeParse(parseJson(text));
  if (!holder.success) {
    await rm(path, { force: true });
    return undefined;
  }
  const state = await stateOf(holder.data);
  if (state === 'running') return holder.data;
  return state === 'unknown' && !(await isSilent(path)) ? holder.data : undefined;
}

async function isSilent(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs > HEARTBEAT_LOST_MS;
}

function lockPath(folder: string): string {
  return join(resolve(folder), '.work', 'server.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
