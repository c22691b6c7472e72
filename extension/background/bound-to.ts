import { readSettings, type Settings } from '../settings.ts';

/** Marks what waits here with the backend it is meant for. */
export async function boundTo(): Promise<{ base?: string }> {
  const { connection } = await readSettings();
  return connection ? { base: connection.base } : {};
}

/** True when the backend in use may have it: what is its own, and what is of a backend that is not known any more. */
export function isForBackendInUse({ base }: { readonly base?: string }, { others = [] }: Settings): boolean {
  return !others.some((other) => other.base === base);
}
