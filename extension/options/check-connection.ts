import { createClient } from '@stillpage/shared/client.ts';
import { type Connection, parseConnectString } from '@stillpage/shared/connect-string.ts';
import { text } from '../messages.ts';

/** Either a connection that works or, in the person's language, what is wrong with it. */
export type Checked = { readonly connection: Connection } | { readonly problem: string };

/** Reads a pasted connect string and tries it: is anybody there, is it a Stillpage, does it know the token. */
export async function checkConnectString(pasted: string): Promise<Checked> {
  const parsed = parseConnectString(pasted);
  if (!parsed.ok) return { problem: text('problemString') };
  return checkConnection(parsed.value);
}

/** Tries a connection. */
export async function checkConnection(connection: Connection): Promise<Checked> {
  const client = createClient(connection);
  const health = await client.health();
  if (!health.ok)
    return {
      problem: text(
        health.error.code === 'connection-failed' ? 'problemUnreachable' : 'problemNotStillpage',
        connection.base,
      ),
    };
  if (health.value.status !== 'ok' || typeof health.value.version !== 'string')
    return { problem: text('problemNotStillpage', connection.base) };
  const changes = await client.changes(undefined);
  if (changes.ok) return { connection };
  return {
    problem:
      changes.error.code === 'unauthorized' ? text('problemToken', connection.base) : changes.error.message,
  };
}
