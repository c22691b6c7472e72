import { canonicalUrl } from '@stillpage/shared/canonical-url.ts';
import { createClient } from '@stillpage/shared/client.ts';
import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { SaveRequest, SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import browser from 'webextension-polyfill';
import { openReplica, type Replica } from '../replica/database.ts';
import { clearReplica, keysOf, writeLinks } from '../replica/write-links.ts';
import { readSettings } from '../settings.ts';
import { showBadge } from './badge.ts';
import { deliverOutbox } from './deliver.ts';
import { readOutbox } from './outbox.ts';
import { syncReplica } from './sync.ts';
import { lookAfterWatched, readWatched, watchSnapshot } from './watch.ts';

/** How often a running capture is asked after while the worker lives. */
const POLL_MS = 1_000;
/** A worker is ended after 30 s without events; what is left then is the alarm's. */
const WORK_MAX_MS = 20_000;
/** The shortest period that browsers grant an alarm, in minutes. */
const ALARM_MINUTES = 0.5;
export const WORK_ALARM = 'work';

let replicaCache: Promise<Replica> | undefined;
export function replica(): Promise<Replica> {
  replicaCache ??= openReplica();
  return replicaCache;
}

/** Adds a save that the backend does not know yet to the replica, with the tags the link already has. */
async function showInReplica(request: SaveRequest & { id: string }): Promise<void> {
  const url = canonicalUrl(request.url);
  if (!url.ok) return;
  const database = await replica();
  const id = await linkIdOf(url.value);
  const known = await database.get('links', id);
  const tags = mergeTags(known?.tags ?? [], request.tags ?? []);
  const title = request.title || known?.title || url.value;
  await writeLinks(database, [
    {
      id,
      url: url.value,
      title,
      tags,
      tagKeys: keysOf(tags),
      updatedAt: new Date().toISOString(),
      rev: 0,
      snapshotId: request.id,
      status: 'queued',
    },
  ]);
}

let running: Promise<void> | undefined;
let askedAgain = false;

/** Delivers, watches and syncs until nothing is left to do or the time is up; calls while it runs make it go round once more. */
export function work(): Promise<void> {
  askedAgain = true;
  running ??= (async () => {
    try {
      while (askedAgain) {
        askedAgain = false;
        await workOnce();
      }
    } finally {
      running = undefined;
    }
  })();
  return running;
}

async function workOnce(): Promise<void> {
  const { connection } = await readSettings();
  if (!connection) return showBadge();
  const client = createClient(connection);
  const database = await replica();
  if ((await database.get('blob', 'base')) !== connection.base) {
    await clearReplica(database);
    await database.put('blob', connection.base, 'base');
  }
  // What the popup put into the outbox is listed before any answer.
  for (const { request, attempts } of await readOutbox()) if (attempts === 0) await showInReplica(request);
  await showBadge();
  await deliverOutbox(client, (answer) => watchSnapshot(answer.id));
  await showBadge();
  await syncReplica(client, database);

  const until = Date.now() + WORK_MAX_MS;
  let moment: 'saved' | 'failed' | undefined;
  while (!askedAgain && Date.now() < until && Object.keys(await readWatched()).length > 0) {
    const ended: SnapshotAnswer[] = await lookAfterWatched(client);
    if (ended.length > 0) {
      moment = ended.some((answer) => answer.status === 'failed') ? 'failed' : 'saved';
      await syncReplica(client, database);
    } else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await showBadge(moment);
  await setAlarm();
}

/** An alarm wakes the worker while something is left; a quiet extension runs nothing. */
export async function setAlarm(): Promise<void> {
  const waits =
    (await readOutbox()).some((entry) => !entry.refused) || Object.keys(await readWatched()).length > 0;
  if (waits) await browser.alarms.create(WORK_ALARM, { periodInMinutes: ALARM_MINUTES });
  else await browser.alarms.clear(WORK_ALARM);
}
