import { createClient } from '@stillpage/shared/client.ts';
import { type Connection, parseConnectString } from '@stillpage/shared/connect-string.ts';
import type { ErrorCode } from '@stillpage/shared/errors.ts';
import type { LinksPage } from '@stillpage/shared/schemas/link.ts';
import { type MessageName, text } from '../messages.ts';
import { whyNoAnswer } from './no-answer.ts';

/** Either a connection that works or, in the person's language, what is wrong with it. */
export type Checked =
  | { readonly connection: Connection; readonly indexing?: LinksPage['indexing'] }
  | { readonly problem: string };

/** Longest wait for all questions, in milliseconds: a function that starts cold answers well within it. */
const CHECK_TIMEOUT_MS = 15_000;

/** What the backend says of the token or of itself, in words a person can act on; all else is its own trouble. */
const PROBLEMS: Partial<Record<ErrorCode, MessageName>> = {
  unauthorized: 'problemToken',
  forbidden: 'problemScope',
  'rate-limited': 'problemBusy',
  'connection-failed': 'problemSlow',
};

/** Reads a pasted connect string and tries it: is anybody there, is it a Stillpage, does it know the token. */
export async function checkConnectString(pasted: string): Promise<Checked> {
  const parsed = parseConnectString(pasted);
  if (!parsed.ok) return { problem: text('problemString') };
  return checkConnection(parsed.value);
}

/** Tries a connection. */
export async function checkConnection(connection: Connection): Promise<Checked> {
  const patience = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  const client = createClient(connection, patience);
  const health = await client.health();
  if (!health.ok) {
    const { code } = health.error;
    if (patience.aborted) return { problem: text('problemSlow', connection.base) };
    if (code === 'connection-failed')
      return { problem: text(await whyNoAnswer(connection.base), connection.base) };
    return {
      problem: text(code === 'rate-limited' ? 'problemBusy' : 'problemNotStillpage', connection.base),
    };
  }
  if (health.value.status !== 'ok' || typeof health.value.version !== 'string')
    return { problem: text('problemNotStillpage', connection.base) };
  const changes = await client.changes(undefined);
  if (!changes.ok)
    return { problem: text(PROBLEMS[changes.error.code] ?? 'problemBackend', connection.base) };
  // Until its index is built a backend answers, but with less than it has.
  const page = await client.links({ limit: 1 });
  return { connection, indexing: page.ok ? page.value.indexing : undefined };
}

/** Why an import did not come through. */
export async function importProblem(code: ErrorCode, { base }: Connection): Promise<string> {
  if (code === 'connection-failed') return text(await whyNoAnswer(base), base);
  return text(PROBLEMS[code] ?? 'importFailed', base);
}
