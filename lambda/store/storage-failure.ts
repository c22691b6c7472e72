import { fail, type Result } from '@stillpage/shared/errors.ts';

const SENTENCES: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file would be larger than the system allows',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'it cannot be made there',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'the path leads in a circle',
  EBUSY: 'the file is in use',
  ESTALE: 'the network folder has gone',
  ETXTBSY: 'the file is in use',
};

/** The error code that the operating system gave, if it was one. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** What the file system did wrong as a `storage-unavailable` value; anything that is not its doing is thrown on. */
export function storageFailure(error: unknown, what: string): Result<never> {
  const code = systemCode(error);
  const sentence = code === undefined ? undefined : SENTENCES[code];
  if (!sentence) throw error;
  return fail('storage-unavailable', `${what}: ${sentence} (${code}).`);
}

/** Runs file system work; its expected failures come back as values. */
export async function guarded<T>(what: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work();
  } catch (error) {
    return storageFailure(error, what);
  }
}
