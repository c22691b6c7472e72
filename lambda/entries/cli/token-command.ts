import { formatConnectString } from '@stillpage/shared/connect-string.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { openTokens, type Tokens } from '../../library/tokens.ts';
import { openFolderStore } from '../../store/folder-store.ts';
import { openBackend } from './backend.ts';
import { libraryFolder } from './folder.ts';
import { say, sayFailure, type Voice } from './terminal.ts';

export type TokenFlags = Voice & {
  readonly folder?: string;
  readonly new?: string;
  readonly list?: boolean;
  readonly revoke?: string;
};

/** Shortest beginning of a hash that may name a token. */
const HASH_MIN = 6;

/** `stillpage token`: the connect string of this machine; or makes, lists and revokes tokens, with or without a running server. */
export async function manageTokens(flags: TokenFlags, signal: AbortSignal): Promise<void> {
  const result = await (flags.list || flags.revoke !== undefined
    ? changeTokens(flags)
    : showConnectString(flags, signal));
  if (!result.ok) sayFailure(flags, result.error);
}

async function showConnectString(flags: TokenFlags, signal: AbortSignal): Promise<Result<void>> {
  const backend = await openBackend(libraryFolder(flags.folder), { signal, log: () => {} });
  if (!backend.ok) return backend;
  let { connection } = backend.value;
  await backend.value.close();
  if (flags.new !== undefined) {
    const tokens = await tokensOf(flags);
    const made = tokens.ok ? await tokens.value.create(flags.new) : tokens;
    if (!made.ok) return made;
    connection = { ...connection, token: made.value };
  }
  const text = formatConnectString(connection);
  say(flags, text, { ...connection, connectString: text });
  return ok(undefined);
}

async function changeTokens(flags: TokenFlags): Promise<Result<void>> {
  const tokens = await tokensOf(flags);
  if (!tokens.ok) return tokens;
  const listed = await tokens.value.list();
  if (!listed.ok) return listed;
  if (flags.revoke !== undefined) {
    const beginning = flags.revoke.toLowerCase();
    const named = listed.value.filter(
      ({ sha256 }) => beginning.length >= HASH_MIN && sha256.startsWith(beginning),
    );
    const [token] = named;
    if (!token || named.length > 1)
      return fail(
        'not-found',
        `--revoke takes the beginning of one hash that --list shows, ${HASH_MIN} characters or more.`,
      );
    const revoked = await tokens.value.revoke(token.sha256);
    if (!revoked.ok) return revoked;
    say(flags, `Revoked: ${token.name}`, { revoked: token });
    return ok(undefined);
  }
  const lines = listed.value.map(
    ({ sha256, createdAt, name }) => `${sha256.slice(0, 12)}  ${createdAt.slice(0, 10)}  ${name}`,
  );
  say(flags, lines.join('\n') || 'No tokens.', { tokens: listed.value });
  return ok(undefined);
}

async function tokensOf(flags: TokenFlags): Promise<Result<Tokens>> {
  const store = await openFolderStore(libraryFolder(flags.folder));
  return store.ok ? ok(openTokens(store.value, () => {})) : store;
}
