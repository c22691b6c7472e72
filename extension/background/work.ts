import { type Client, createClient } from '@stillpage/shared/client.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import browser from 'webextension-polyfill';
import { openReplica, REPLICA_CHANGED, type Replica } from '../replica/database.ts';
import { dropUnsent, showUnsent } from '../replica/unsent-links.ts';
import { clearReplica } from '../replica/write-links.ts';
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
  await listUnsent(database);
  await showBadge();
  await deliverOutbox(client, (answer) => watchSnapshot(answer.id));
  await showBadge();
  await syncAndTell(client, database);

  const until = Date.now() + WORK_MAX_MS;
  let moment: 'saved' | 'failed' | undefined;
  while (!askedAgain && Date.now() < until && Object.keys(await readWatched()).length > 0) {
    const ended: SnapshotAnswer[] = await lookAfterWatched(client);
    if (ended.length > 0) {
      moment = ended.some((answer) => answer.status === 'failed') ? 'failed' : 'saved';
      await syncAndTell(client, database);
    } else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await showBadge(moment);
  await setAlarm();
}

/** What the popup put into the outbox is listed before any answer; what the person took out of it no more. */
async function listUnsent(database: Replica): Promise<void> {
  const outbox = await readOutbox();
  const fresh = outbox.filter(({ attempts }) => attempts === 0);
  for (const { request } of fresh) await showUnsent(database, request);
  const alive = new Set([...outbox.map(({ request }) => request.id), ...Object.keys(await readWatched())]);
  const dropped = await dropUnsent(database, alive);
  if (dropped || fresh.length > 0) await tellPopup();
}

/** Syncs; when links changed, an open popup hears of it. */
async function syncAndTell(client: Client, database: Replica): Promise<void> {
  const before = await database.get('blob', 'cursor');
  await syncReplica(client, database);
  if ((await database.get('blob', 'cursor')) !== before) await tellPopup();
}

/** Writes the key of `storage.local` that an open popup listens to. */
async function tellPopup(): Promise<void> {
  await browser.storage.local.set({ [REPLICA_CHANGED]: Date.now() });
}

/** An alarm wakes the worker while something is left; a quiet extension runs nothing. */
export async function setAlarm(): Promise<void> {
  const waits =
    (await readOutbox()).some((entry) => !entry.refused) || Object.keys(await readWatched()).length > 0;
  if (waits) await browser.alarms.create(WORK_ALARM, { periodInMinutes: ALARM_MINUTES });
  else await browser.alarms.clear(WORK_ALARM);
}
