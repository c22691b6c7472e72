import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '@stillpage/shared/errors.ts';
import { guarded, systemCode } from '../store/storage-failure.ts';
import type { Tokens } from './tokens.ts';

/**
 * On one machine the first token is kept beside the library in `local-token`, readable by its owner alone, so
 * that it can be shown again; whoever can read that file can read the library itself.
 */
export async function ensureLocalToken(folder: string, tokens: Tokens): Promise<Result<string>> {
  return await guarded('The token file cannot be written', async () => {
    const kept = await readLocalToken(folder);
    if (kept !== undefined) {
      const holder = await tokens.find(kept);
      if (!holder.ok) return holder;
      if (holder.value) return ok(kept);
    }
    const fresh = await tokens.create('this machine');
    if (!fresh.ok) return fresh;
    await writeLocalToken(folder, fresh.value);
    return fresh;
  });
}

/** Puts another token in the place of this machine's; throws what the file system says. */
export async function writeLocalToken(folder: string, token: string): Promise<void> {
  const path = join(folder, 'local-token');
  await writeFile(`${path}.part`, `${token}\n`, { mode: 0o600 });
  await chmod(`${path}.part`, 0o600);
  await rename(`${path}.part`, path);
}

/** The token that `ensureLocalToken` kept, or undefined. */
export async function readLocalToken(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, 'local-token'), 'utf8')).trim() || undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
