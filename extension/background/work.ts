import { type Client, createClient } from '@stillpage/shared/client.ts';
import type { Connection } from '@stillpage/shared/connect-string.ts';
import type { SnapshotAnswer } from '@stillpage/shared/schemas/snapshot.ts';
import browser from '../browser.ts';
import { readBehind } from '../replica/behind.ts';
import { clearReplica } from '../replica/clear-replica.ts';
import { openReplica, REPLICA_CHANGED, type Replica } from '../replica/database.ts';
import { refreshFirstScreen } from '../replica/first-screen.ts';
import { dropUnsent, listsUnsent, showUnsent } from '../replica/unsent-links.ts';
import { readSettings, type Settings } from '../settings.ts';
import { applyEdits } from './apply-edits.ts';
import { showBadge } from './badge.ts';
import { isForBackendInUse } from './bound-to.ts';
import { deliverOutbox } from './deliver.ts';
import { deliverEdits } from './deliver-edits.ts';
import { runWhenDue } from './due-soon.ts';
import { readEdits } from './edits-to-send.ts';
import { readOutbox } from './outbox.ts';
import { readPages } from './read-pages.ts';
import { roundAgain } from './round-again.ts';
import { sendPageTo } from './send-page.ts';
import { syncReplica } from './sync.ts';
import { lookAfterWatched } from './watch.ts';
import { readWatched, watchSnapshot } from './watched.ts';

/** How often a running capture is asked after while the worker lives. */
const POLL_MS = 1_000;
/** A worker is ended after 30 s without events; what is left then is the alarm's. */
const WORK_MAX_MS = 20_000;
/** The shortest period that browsers grant an alarm, in minutes. */
const ALARM_MINUTES = 0.5;
export const WORK_ALARM = 'work';

let replicaCache: Promise<Replica> | undefined;
export function replica(): Promise<Replica> {
  replicaCache ??= openReplica(forget);
  // One that did not open is asked for again.
  replicaCache.catch(forget);
  return replicaCache;
}

function forget(): void {
  replicaCache = undefined;
}

const deliver = roundAgain(deliverOnce);
const follow = roundAgain(followOnce);

/**
 * Delivers, then watches and syncs until nothing is left to do or the time is up. A call while it runs delivers at
 * once: a new save waits neither for a first sync nor for the next look at a running capture.
 */
export async function work(): Promise<void> {
  follow.interrupt();
  // First of all: a worker that is ended on the way is woken again.
  await setAlarm();
  try {
    await deliver.run();
    await follow.run();
  } finally {
    await setAlarm();
    await runWhenDue(() => void work());
  }
}

/** What follows a backend now. Its requests end with `leave`, and it writes nothing once `done`. */
let following = { leave: new AbortController(), done: Promise.resolve() };

/** Empties the replica of another backend's links, after the last of its answers has been written. */
async function turnTo(base: string, database: Replica): Promise<void> {
  if ((await database.get('blob', 'base')) === base) return;
  following.leave.abort();
  await following.done;
  await clearReplica(database);
  await database.put('blob', base, 'base');
}

async function deliverOnce(): Promise<void> {
  const { connection } = await readSettings();
  if (!connection) return showBadge();
  // A disk without room, or a broken copy of the list, holds no save back.
  await list(connection).catch((error) => console.warn('Not listed yet.', error));
  await showBadge();
  // A page is read beside: other saves do not wait for it, and it comes back when it is kept.
  void readPages().then((read) => (read ? work() : undefined));
  const client = createClient(connection);
  await deliverOutbox(client, (answer) => watchSnapshot(answer.id), sendPageTo(connection));
  await deliverEdits(client);
  await showBadge();
}

function followOnce(interrupted: AbortSignal): Promise<void> {
  const leave = new AbortController();
  const done = followBackend(interrupted, leave.signal);
  following = { leave, done: done.catch(() => {}) };
  return done;
}

async function followBackend(interrupted: AbortSignal, left: AbortSignal): Promise<void> {
  const { connection } = await readSettings();
  const database = await replica();
  // Turned to another backend a moment ago: its round comes.
  if (!connection || (await database.get('blob', 'base')) !== connection.base) return;
  const client = createClient(connection, left);
  await syncAndTell(client, database);
  const until = Date.now() + WORK_MAX_MS;
  let moment: 'saved' | 'failed' | undefined;
  while (
    !interrupted.aborted &&
    !left.aborted &&
    Date.now() < until &&
    Object.keys(await readWatched()).length > 0
  ) {
    const ended: SnapshotAnswer[] = await lookAfterWatched(client);
    if (ended.length > 0) {
      moment = ended.some((answer) => answer.status === 'failed') ? 'failed' : 'saved';
      await syncAndTell(client, database);
    } else await pause(POLL_MS, interrupted);
  }
  await showBadge(moment);
}

function pause(ms: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    interrupted.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What the popup put into the outbox is listed before any answer; what the person took out of it no more. */
async function list({ base }: Connection): Promise<void> {
  const database = await replica();
  await turnTo(base, database);
  const outbox = await readOutbox();
  const settings = await readSettings();
  const isListed = await listsUnsent(database);
  const fresh = outbox.filter(
    (entry) => !(entry.attempts > 0 && isListed) && isForBackendInUse(entry, settings),
  );
  const shown = await showUnsent(
    database,
    fresh.map(({ request }) => request),
  );
  const alive = new Set([...outbox.map(({ request }) => request.id), ...Object.keys(await readWatched())]);
  const dropped = await dropUnsent(database, alive);
  const edited = await applyEdits(database);
  const caughtUp = await refreshFirstScreen(database);
  if (dropped || shown || edited || caughtUp) await tellPopup();
}

/** Syncs; when links changed, or what is missing of them, an open popup hears of it. */
async function syncAndTell(client: Client, database: Replica): Promise<void> {
  const reached = async () =>
    JSON.stringify([await database.get('blob', 'cursor'), await readBehind(database)]);
  const before = await reached();
  await syncReplica(client, database);
  if ((await reached()) !== before) await tellPopup();
}

/** Writes the key of `storage.local` that an open popup listens to. */
async function tellPopup(): Promise<void> {
  await browser.storage.local.set({ [REPLICA_CHANGED]: Date.now() });
}

/** An alarm wakes the worker while something is left; a quiet extension runs nothing. */
async function setAlarm(): Promise<void> {
  const settings = await readSettings();
  const waits =
    (await readOutbox()).some((entry) => !entry.refused && isForBackendInUse(entry, settings)) ||
    (await readEdits()).length > 0 ||
    Object.keys(await readWatched()).length > 0 ||
    (await isBehind(settings).catch(() => true));
  if (waits) await browser.alarms.create(WORK_ALARM, { periodInMinutes: ALARM_MINUTES });
  else await browser.alarms.clear(WORK_ALARM);
}

/** True until the replica has all that the backend in use would give it. */
async function isBehind({ connection }: Settings): Promise<boolean> {
  if (!connection) return false;
  const database = await replica();
  if ((await database.get('blob', 'base')) !== connection.base) return true;
  const behind = await readBehind(database);
  return behind !== false && behind !== 'refused';
}
