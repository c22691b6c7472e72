import { formatConnectString } from '@stillpage/shared/connect-string.ts';
import { fail, ok, type Result } from '@stillpage/shared/errors.ts';
import { TOKEN_DAYS_MAX, TOKEN_NAME_MAX_LENGTH, tokenScopeSchema } from '@stillpage/shared/schemas/token.ts';
import { readLocalToken, writeLocalToken } from '../../library/local-token.ts';
import {
  digestOf,
  openTokens,
  type TokenChoices,
  type TokenRecord,
  type Tokens,
} from '../../library/tokens.ts';
import { openViewLinks } from '../../library/view-links.ts';
import { openFolderStore } from '../../store/folder-store.ts';
import { openBackend } from './backend.ts';
import { libraryFolder } from './folder.ts';
import { say, sayFailure, type Voice } from './terminal.ts';

export type TokenFlags = Voice & {
  readonly folder?: string;
  readonly new?: string;
  readonly scope?: readonly string[];
  readonly days?: string;
  readonly list?: boolean;
  readonly rotate?: string;
  readonly revoke?: string;
  readonly revokeViews?: boolean;
};

/** Shortest beginning of a hash that may name a token. */
const HASH_MIN = 6;
const DAY_MS = 86_400_000;

/** `stillpage token`: the connect string of this machine; or makes, lists, rotates and revokes tokens, with or without a running server. */
export async function manageTokens(flags: TokenFlags, signal: AbortSignal): Promise<void> {
  const result = await answer(flags, signal);
  if (!result.ok) sayFailure(flags, result.error);
}

async function answer(flags: TokenFlags, signal: AbortSignal): Promise<Result<void>> {
  const asked = [flags.new, flags.list, flags.rotate, flags.revoke, flags.revokeViews].filter(
    (flag) => flag !== undefined,
  );
  if (asked.length > 1)
    return fail(
      'invalid-request',
      'Give one of --new, --list, --rotate, --revoke and --revoke-views, not several.',
    );
  if (flags.new === undefined && ((flags.scope?.length ?? 0) > 0 || flags.days !== undefined))
    return fail('invalid-request', '--scope and --days belong to --new.');
  if (flags.list) return await listTokens(flags);
  if (flags.revokeViews) return await revokeViews(flags);
  if (flags.revoke !== undefined) return await revokeToken(flags, flags.revoke);
  const choices = choicesOf(flags);
  if (!choices.ok) return choices;
  return await showConnectString(flags, choices.value, signal);
}

/** The connect string of this machine, of a new token, or of the one in the place of another. */
async function showConnectString(
  flags: TokenFlags,
  choices: TokenChoices,
  signal: AbortSignal,
): Promise<Result<void>> {
  const backend = await openBackend(libraryFolder(flags.folder), { signal, log: () => {} });
  if (!backend.ok) return backend;
  let { connection } = backend.value;
  await backend.value.close();
  if (flags.new !== undefined || flags.rotate !== undefined) {
    const tokens = await tokensOf(flags);
    if (!tokens.ok) return tokens;
    const made =
      flags.rotate === undefined
        ? await tokens.value.create((flags.new ?? '').trim(), choices)
        : await rotateToken(flags, tokens.value, flags.rotate);
    if (!made.ok) return made;
    connection = { ...connection, token: made.value };
  }
  const text = formatConnectString(connection);
  say(flags, text, { ...connection, connectString: text });
  return ok(undefined);
}

async function rotateToken(flags: TokenFlags, tokens: Tokens, beginning: string): Promise<Result<string>> {
  const token = await tokenNamed(tokens, beginning, '--rotate');
  if (!token.ok) return token;
  const folder = libraryFolder(flags.folder);
  const local = await readLocalToken(folder);
  const fresh = await tokens.rotate(token.value.sha256);
  // This machine's own token goes on being the one that its commands use.
  if (fresh.ok && local !== undefined && digestOf(local).toString('hex') === token.value.sha256)
    await writeLocalToken(folder, fresh.value);
  return fresh;
}

async function revokeToken(flags: TokenFlags, beginning: string): Promise<Result<void>> {
  const tokens = await tokensOf(flags);
  if (!tokens.ok) return tokens;
  const token = await tokenNamed(tokens.value, beginning, '--revoke');
  if (!token.ok) return token;
  const revoked = await tokens.value.revoke(token.value.sha256);
  if (!revoked.ok) return revoked;
  say(flags, `Revoked: ${token.value.name}`, { revoked: token.value });
  return ok(undefined);
}

async function revokeViews(flags: TokenFlags): Promise<Result<void>> {
  const store = await openFolderStore(libraryFolder(flags.folder));
  const revoked = store.ok ? await openViewLinks(store.value).revokeAll() : store;
  if (revoked.ok) say(flags, 'Every signed address of a private still has ended.', { revokedViews: true });
  return revoked;
}

async function listTokens(flags: TokenFlags): Promise<Result<void>> {
  const tokens = await tokensOf(flags);
  const listed = tokens.ok ? await tokens.value.list() : tokens;
  if (!listed.ok) return listed;
  const lines = listed.value.map(({ sha256, createdAt, name, scopes, expiresAt, lastUsedAt }) =>
    [
      sha256.slice(0, 12),
      createdAt.slice(0, 10),
      scopes.join('+').padEnd(9),
      `used ${lastUsedAt?.slice(0, 10) ?? 'never'}`.padEnd(15),
      expiresAt === undefined ? 'no end         ' : `ends ${expiresAt.slice(0, 10)}`,
      name,
    ].join('  '),
  );
  say(flags, lines.join('\n') || 'No tokens.', { tokens: listed.value });
  return ok(undefined);
}

async function tokenNamed(tokens: Tokens, beginning: string, flag: string): Promise<Result<TokenRecord>> {
  const listed = await tokens.list();
  if (!listed.ok) return listed;
  const start = beginning.toLowerCase();
  const named = listed.value.filter(({ sha256 }) => start.length >= HASH_MIN && sha256.startsWith(start));
  const [token] = named;
  return token && named.length === 1
    ? ok(token)
    : fail(
        'not-found',
        `${flag} takes the beginning of one hash that --list shows, ${HASH_MIN} characters or more.`,
      );
}

function choicesOf({ new: name, scope = [], days }: TokenFlags): Result<TokenChoices> {
  if (name !== undefined && (name.trim() === '' || name.length > TOKEN_NAME_MAX_LENGTH))
    return fail('invalid-request', `--new takes a name of at most ${TOKEN_NAME_MAX_LENGTH} characters.`);
  const scopes = tokenScopeSchema.array().safeParse([...new Set(scope)]);
  if (!scopes.success) return fail('invalid-request', '--scope takes save, read or admin.');
  const count = days === undefined ? undefined : /^\d{1,5}$/.test(days) ? Number(days) : 0;
  if (count !== undefined && (count < 1 || count > TOKEN_DAYS_MAX))
    return fail('invalid-request', `--days takes a number from 1 to ${TOKEN_DAYS_MAX}.`);
  return ok({
    ...(scopes.data.length > 0 ? { scopes: scopes.data } : {}),
    ...(count === undefined ? {} : { expiresAt: new Date(Date.now() + count * DAY_MS) }),
  });
}

async function tokensOf(flags: TokenFlags): Promise<Result<Tokens>> {
  const store = await openFolderStore(libraryFolder(flags.folder));
  return store.ok ? ok(openTokens(store.value, () => {})) : store;
}
