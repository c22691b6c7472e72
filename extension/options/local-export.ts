import { readAllEdits } from '../background/edits.ts';
import { readOutbox } from '../background/outbox.ts';
import { openReplica } from '../replica/database.ts';
import { readSettings } from '../settings.ts';

/** Everything this browser holds, as one JSON file: links and tags of the replica, what waits, settings; no token. */
export async function localExport(): Promise<Blob> {
  const [replica, outbox, edits, settings] = await Promise.all([
    openReplica(),
    readOutbox(),
    readAllEdits(),
    readSettings(),
  ]);
  const links = (await replica.getAll('pages'))
    .flatMap((page) => page.links)
    .map(({ tagKeys: _derived, before: _known, ...link }) => link);
  replica.close();
  const { connection, others = [], ...rest } = settings;
  const bases = [...(connection ? [connection] : []), ...others].map(({ base }) => base);
  const all = { exportedAt: new Date().toISOString(), backends: bases, settings: rest, links, outbox, edits };
  return new Blob([JSON.stringify(all, null, 1)], { type: 'application/json' });
}
