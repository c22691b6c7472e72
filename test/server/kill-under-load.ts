import { newSnapshotId } from '@stillpage/shared/ids.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** A capture takes so long, in ms: some are cut in the middle by every kill. */
const CAPTURE_MS = 40;
/** Clients that save, edit, delete, rename and ask at once. */
const CLIENTS = 4;
/** Longest life of a server before it is killed, in ms: most are killed so long after they acknowledged something. */
const LIFE_MAX_MS = 500;
const FIRST_ACKNOWLEDGED_MS = 10_000;
/** Share of the servers that are killed while they start up. */
const EARLY_SHARE = 0.25;
/** Pages that many clients save and edit, so that versions and edits meet. */
const SHARED_PAGES = 12;
const READ_TIMEOUT_MS = 60_000;
/** How often an edit is tried that lost a race. */
const EDIT_TRIES = 3;

export type KillReport = {
  kills: number;
  saves: number;
  edits: number;
  deletes: number;
  problems: string[];
};

/** What was acknowledged of one page. */
type Known = {
  readonly url: string;
  readonly snapshots: Set<string>;
  readonly tags: Set<string>;
  deleted: boolean;
  /** A request was on its way when the server was killed: both outcomes are right. */
  unsure: boolean;
};

/**
 * Starts a server on the folder again and again, kills it at a random moment while clients write, and compares what
 * the last start says with all that was acknowledged.
 */
export async function killUnderLoad(
  folder: string,
  kills: number,
  say: (line: string) => void = () => undefined,
): Promise<KillReport> {
  const report: KillReport = { kills: 0, saves: 0, edits: 0, deletes: 0, problems: [] };
  const pages = new Map<string, Known>();
  let changes: string | undefined;
  const fed = new Map<string, number>();
  for (let kill = 0; kill < kills; kill += 1) {
    const server = await started(folder);
    const stop = new AbortController();
    const acknowledged = Promise.withResolvers<void>();
    const clients = Array.from({ length: CLIENTS }, (_, client) =>
      work(server, pages, report, `${kill}-${client}`, client, stop.signal, acknowledged.resolve),
    );
    const follower = follow(server, changes, fed, stop.signal);
    if (Math.random() > EARLY_SHARE) await Promise.race([acknowledged.promise, pause(FIRST_ACKNOWLEDGED_MS)]);
    await pause(Math.random() * LIFE_MAX_MS);
    stop.abort();
    await server.kill();
    await Promise.all(clients);
    changes = await follower;
    report.kills += 1;
    if (report.kills % 20 === 0) say(`${report.kills} kills, ${report.saves} saves, ${report.edits} edits`);
  }
  const server = await started(folder);
  try {
    await compare(server, pages, report);
    await feedIsComplete(server, changes, fed, pages, report);
  } finally {
    await server.stop();
  }
  return report;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function started(folder: string): Promise<ServerProcess> {
  const server = await startServerProcess(folder, CAPTURE_MS);
  if ('error' in server) throw new Error(server.error.message);
  return server;
}

type Answer = { status: number; json: { [name: string]: unknown } };

async function call(
  server: ServerProcess,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer | undefined> {
  try {
    const response = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(READ_TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Answer['json'] };
  } catch {
    // Killed in the middle: nothing was acknowledged.
    return undefined;
  }
}

/** One client: a save, then something else, until the kill. Each begins with another thing: some lives are short. */
async function work(
  server: ServerProcess,
  pages: Map<string, Known>,
  report: KillReport,
  name: string,
  first: number,
  signal: AbortSignal,
  onAcknowledged: () => void,
): Promise<void> {
  for (let step = first; !signal.aborted; step += 1) {
    const isShared = step % 3 === 0;
    const url = `https://example.org/${isShared ? `shared-${Math.floor(Math.random() * SHARED_PAGES)}` : `${name}-${step}`}`;
    const page = pages.get(url) ?? {
      url,
      snapshots: new Set<string>(),
      tags: new Set<string>(),
      deleted: false,
      unsure: false,
    };
    pages.set(url, page);
    const id = newSnapshotId();
    const tag = `run-${name}`;
    const saved = await call(server, 'POST', '/snapshots', { id, url, tags: [tag], title: `平静 ${name}` });
    if (saved?.status !== 202) {
      // A save takes a page out of the trash, whether its answer arrived or not.
      page.unsure = true;
      return;
    }
    report.saves += 1;
    onAcknowledged();
    page.snapshots.add(id);
    page.tags.add(tag);
    if (!isShared) await change(server, page, String(saved.json.linkId), report, step);
    await call(server, 'GET', step % 2 === 0 ? '/links?q=平静' : `/links?tag=${tag}`);
  }
}

/** Edits or deletes a page of this client alone. */
async function change(
  server: ServerProcess,
  page: Known,
  linkId: string,
  report: KillReport,
  step: number,
): Promise<void> {
  if (step % 3 === 1) {
    page.unsure = true;
    const deleted = await call(server, 'DELETE', `/links/${linkId}`);
    if (deleted?.status !== 200) return;
    page.unsure = false;
    page.deleted = true;
    report.deletes += 1;
    return;
  }
  const tag = `edited-${step}`;
  for (let tried = 0; tried < EDIT_TRIES; tried += 1) {
    const link = await call(server, 'GET', `/links/${linkId}`);
    if (link?.status !== 200) return;
    const tags = [...(link.json.tags as string[]), tag];
    const match = { 'if-match': `"${link.json.rev}"` };
    const edited = await call(server, 'PATCH', `/links/${linkId}`, { tags }, match);
    if (edited?.status === 200) {
      page.tags.add(tag);
      report.edits += 1;
      return;
    }
    // The end of the capture wrote in between; nothing was changed.
    if (edited?.status !== 409) return;
  }
}

/** Reads the change feed on and on; resolves with the last `next` that was answered. */
async function follow(
  server: ServerProcess,
  since: string | undefined,
  fed: Map<string, number>,
  signal: AbortSignal,
): Promise<string | undefined> {
  let next = since;
  while (!signal.aborted) {
    const page = await call(server, 'GET', next === undefined ? '/changes' : `/changes?since=${next}`);
    if (page?.status !== 200) return next;
    for (const link of page.json.links as LinkAnswer[]) fed.set(link.url, link.rev);
    next = String(page.json.next);
    await pause(20);
  }
  return next;
}

async function compare(server: ServerProcess, pages: Map<string, Known>, report: KillReport): Promise<void> {
  const listed = await everyLink(server);
  const byUrl = new Map<string, LinkAnswer>();
  for (const link of listed) {
    if (byUrl.has(link.url)) report.problems.push(`${link.url} is listed twice`);
    byUrl.set(link.url, link);
  }
  for (const page of pages.values()) {
    const first = [...page.snapshots][0];
    if (first === undefined) continue;
    const snapshot = await call(server, 'GET', `/snapshots/${first}`);
    const link = await call(server, 'GET', `/links/${String(snapshot?.json.linkId)}`);
    if (link?.status !== 200) {
      report.problems.push(`${page.url} is lost`);
      continue;
    }
    const { tags, snapshotIds, deletedAt } = link.json as unknown as LinkAnswer;
    for (const id of page.snapshots)
      if (snapshotIds.filter((version) => version === id).length !== 1)
        report.problems.push(
          `${page.url}: version ${id} is there ${snapshotIds.filter((v) => v === id).length} times`,
        );
    for (const tag of page.tags) if (!tags.includes(tag)) report.problems.push(`${page.url} has lost ${tag}`);
    if (page.unsure) continue;
    if ((deletedAt !== undefined) !== page.deleted)
      report.problems.push(`${page.url} is ${deletedAt ? 'in' : 'out of'} the trash`);
    if (byUrl.has(page.url) === page.deleted)
      report.problems.push(`the index ${page.deleted ? 'still lists' : 'does not list'} ${page.url}`);
  }
}

async function everyLink(server: ServerProcess): Promise<LinkAnswer[]> {
  const links: LinkAnswer[] = [];
  let before = '';
  for (;;) {
    const page = await call(server, 'GET', `/links?limit=200${before}`);
    if (page?.status !== 200) throw new Error(`the list cannot be read: ${page?.status}`);
    links.push(...(page.json.links as LinkAnswer[]));
    if (page.json.next === undefined) return links;
    before = `&before=${String(page.json.next)}`;
  }
}

/** A client that followed the feed over all kills has heard of every link. */
async function feedIsComplete(
  server: ServerProcess,
  since: string | undefined,
  fed: Map<string, number>,
  pages: Map<string, Known>,
  report: KillReport,
): Promise<void> {
  let next = since;
  for (;;) {
    const page = await call(server, 'GET', next === undefined ? '/changes' : `/changes?since=${next}`);
    if (page?.status !== 200) throw new Error(`the feed cannot be read: ${page?.status}`);
    for (const link of page.json.links as LinkAnswer[]) fed.set(link.url, link.rev);
    next = String(page.json.next);
    if (!page.json.more) break;
  }
  for (const page of pages.values())
    if (page.snapshots.size > 0 && !fed.has(page.url))
      report.problems.push(`the feed never told of ${page.url}`);
  for (const link of await everyLink(server))
    if ((fed.get(link.url) ?? 0) < link.rev) report.problems.push(`the feed told of an older ${link.url}`);
}
