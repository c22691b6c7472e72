// Lists, searches, edits and memory of a large library through HTTP, side by side with SQLite: npm run bench:library
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { s3ServerProgram, startS3Server } from '../store/s3-server.ts';
import { benchLinks, benchQuestions } from './library-data.ts';
import { makeBenchLibrary } from './library-folder.ts';
import { plotCosts } from './library-plot.ts';
import { computing, end, firstLine, listening, memory, served, startStillpage } from './library-server.ts';
import { type Measured, tableOf } from './library-table.ts';

/** Searches asked at once, each for other words. */
const CROWD = 200;

const { values } = parseArgs({
  options: {
    links: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '40' },
    /** Keeps the library there, for the next run. */
    folder: { type: 'string' },
    /** The library lies in a bucket of a server on this machine. */
    s3: { type: 'boolean', default: false },
    /** Leaves out SQLite, the import and an index that is there: for a second look at a kept library. */
    quick: { type: 'boolean', default: false },
    /** An SVG of cost against size; the figures it is drawn from lie beside it as JSON, and this run's are added. */
    plot: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const links = Number(values.links);
const runs = Number(values.runs);
const cli = fileURLToPath(new URL('../../lambda/entries/cli.ts', import.meta.url));
const bucketScript = fileURLToPath(new URL('library-bucket.ts', import.meta.url));
const say = (line: string) => (values.json ? undefined : process.stderr.write(`${line}\n`));

const measured: Measured = {};

const root = values.folder ?? (await mkdtemp(join(tmpdir(), 'stillpage-bench-')));
const gateway = values.s3 ? await startGateway() : undefined;
const folder = gateway?.folder ?? join(root, 'library');
await mkdir(folder, { recursive: true });
say(`Writing ${links} links into ${folder} …`);
await makeBenchLibrary(folder, links);

/** At a million the budgets are three times those of a hundred thousand, memory twice. */
const large = links > 100_000;
const slack = large ? 3 : 1;

if (!values.quick) {
  say('Building the index …');
  const args = gateway
    ? [bucketScript, JSON.stringify(gateway.options), 'reindex']
    : [cli, 'reindex', '--folder', folder, '--json'];
  const build = await timed(() => run(process.execPath, args));
  measured['index built anew'] = { stillpage: build / 1000, unit: 's' };
}

const { words, tagPairs } = benchQuestions();
const pairOf = (i: number) => tagPairs[i % tagPairs.length] ?? ['', ''];
const wordOf = (i: number) => words[i % words.length] ?? '';
const tagQuery = (i: number) => `/links?${new URLSearchParams(pairOf(i).map((tag) => ['tag', tag]))}`;

await benchStillpage();
if (!values.quick && !gateway) await benchSqlite();
if (!values.quick && !large && !gateway) await benchImport();
await gateway?.stop();
if (!values.folder) await rm(root, { recursive: true, force: true });
const facts = {
  links,
  store: gateway ? 'bucket' : 'folder',
  runs,
  node: process.version,
  cpu: cpus()[0]?.model,
  date: new Date().toISOString(),
};
if (values.plot) await plotCosts(values.plot, { links, store: facts.store, measured });
process.stdout.write(values.json ? `${JSON.stringify({ ...facts, measured })}\n` : tableOf(facts, measured));

async function startGateway() {
  const program = s3ServerProgram();
  if ('missing' in program) throw new Error(program.missing);
  return await startS3Server(program.path);
}

async function benchStillpage(): Promise<void> {
  say('Asking Stillpage …');
  const started = performance.now();
  const { child, ask: askText } = await startStillpage(
    gateway ? [bucketScript, JSON.stringify(gateway.options)] : served(folder),
  );
  const ask = async (path: string, init?: RequestInit) => JSON.parse(await askText(path, init));
  try {
    await ask('/health');
    measured['server ready'] = { stillpage: performance.now() - started, budget: 1000 * slack, unit: 'ms' };
    // The browser is tried out at the start and ends again.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    measured['memory, nothing asked'] = { stillpage: memory(child), budget: large ? 300 : 150, unit: 'MB' };

    measured['first list'] = { stillpage: await timed(() => ask('/links')), unit: 'ms' };
    // A server that found no index answers from what it has read so far: all that follows is of the whole.
    while ((await ask('/links?limit=1')).indexing) await new Promise((resolve) => setTimeout(resolve, 500));
    measured['every link listed, after the start'] = {
      stillpage: (performance.now() - started) / 1000,
      unit: 's',
    };
    await figure(child, 'stillpage', 'newest page', 10 * slack, () => ask('/links'));
    await figure(child, 'stillpage', 'page of two tags', 10 * slack, (i) => ask(tagQuery(i)));
    await figure(child, 'stillpage', 'tag counts', 10 * slack, () => ask('/tags'));
    await figure(child, 'stillpage', 'search', 20 * slack, async (i) => {
      const found = await ask(`/links?q=${encodeURIComponent(wordOf(i))}`);
      if (found.links.length === 0) throw new Error(`nothing found for ${wordOf(i)}`);
    });
    await figure(child, 'stillpage', 'search while typing', undefined, (i) =>
      ask(`/links?limit=20&q=${encodeURIComponent(wordOf(i).slice(0, 3))}`),
    );
    const page = await ask('/links?limit=200');
    await figure(child, 'stillpage', 'one edit visible', 50 * slack, async (i) => {
      const link = await ask(`/links/${page.links[(i * 7) % 200].id}`);
      const tag = `edited-${i}-${Date.now()}`;
      const headers = { 'if-match': `"${link.rev}"` };
      const begun = performance.now();
      await ask(`/links/${link.id}`, { method: 'PATCH', headers, body: JSON.stringify({ tags: [tag] }) });
      const seen = await ask(`/links?tag=${tag}`);
      const took = performance.now() - begun;
      if (seen.links[0]?.id !== link.id) throw new Error('an edit is not seen');
      return took;
    });
    await figure(child, 'stillpage', 'suggested tags', 50 * slack, (i) =>
      ask('/tags/suggest', {
        method: 'POST',
        body: JSON.stringify({
          url: page.links[i].url,
          title: page.links[i].title,
          text: `${wordOf(i)} `.repeat(50),
        }),
      }),
    );
    await benchCrowd(child, ask, page.links);
    measured['memory, all of it asked'] = { stillpage: memory(child), budget: large ? 600 : 300, unit: 'MB' };
  } finally {
    await end(child);
  }
}

async function benchSqlite(): Promise<void> {
  say('Asking SQLite …');
  const script = fileURLToPath(new URL('sqlite-server.ts', import.meta.url));
  const file = join(root, `sqlite-${links}.db`);
  // Once to fill it, once more so that its memory is that of a server.
  await end(
    await listening(
      spawn(process.execPath, [script, file, values.links], { stdio: ['ignore', 'pipe', 'ignore'] }),
    ),
  );
  const started = performance.now();
  const child = spawn(process.execPath, [script, file, values.links], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const { port } = JSON.parse(await firstLine(child));
    measured['server ready'] = { ...entry('server ready'), sqlite: performance.now() - started };
    const ask = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).json();
    measured['memory, nothing asked'] = { ...entry('memory, nothing asked'), sqlite: memory(child) };
    measured['first list'] = { ...entry('first list'), sqlite: await timed(() => ask('/links')) };
    await figure(child, 'sqlite', 'newest page', undefined, () => ask('/links'));
    await figure(child, 'sqlite', 'page of two tags', undefined, (i) => ask(tagQuery(i)));
    await figure(child, 'sqlite', 'tag counts', undefined, () => ask('/tags'));
    await figure(child, 'sqlite', 'search', undefined, (i) =>
      ask(`/links?q=${encodeURIComponent(wordOf(i))}`),
    );
    await figure(child, 'sqlite', 'one edit visible', undefined, () => ask('/edit'));
    measured['memory, all of it asked'] = { ...entry('memory, all of it asked'), sqlite: memory(child) };
  } finally {
    await end(child);
  }
}

/** Every link of the library as a browser's bookmark file, into an empty library. */
async function benchImport(): Promise<void> {
  say('Importing …');
  const empty = join(root, 'imported');
  await rm(empty, { recursive: true, force: true });
  const { child, ask } = await startStillpage(served(empty));
  try {
    const file = ['<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>'];
    for (const { url, title, tags, saved } of benchLinks(links))
      file.push(
        `<DT><A HREF="${url}" ADD_DATE="${Math.floor(saved / 1000)}" TAGS="${tags.join(',')}">${title}</A>`,
      );
    file.push('</DL><p>');
    const body = file.join('\n');
    let added = 0;
    const took = await timed(async () => {
      const text = await ask('/import', { method: 'POST', body });
      const last = JSON.parse(text.trim().split('\n').at(-1) ?? '');
      added = last.report?.added ?? 0;
    });
    if (added !== links) throw new Error(`${added} of ${links} links were imported`);
    measured['bookmarks imported'] = { stillpage: took / 1000, budget: (60 * links) / 100_000, unit: 's' };
  } finally {
    await end(child);
    await rm(empty, { recursive: true, force: true });
  }
}

/** Two hundred searches at once while edits go on: how long the slowest of them waits. */
async function benchCrowd(
  server: ChildProcess,
  ask: (path: string, init?: RequestInit) => Promise<unknown>,
  some: readonly { readonly id: string }[],
): Promise<void> {
  const before = computing(server);
  let slowest = 0;
  let isOver = false;
  const editing = (async () => {
    for (let i = 0; !isOver; i += 1) {
      const body = JSON.stringify({ note: `edited ${i}` });
      const id = some[(i * 3) % some.length]?.id;
      await ask(`/links/${id}`, { method: 'PATCH', headers: { 'if-match': '*' }, body });
    }
  })();
  const { words: many } = benchQuestions(CROWD);
  try {
    await Promise.all(
      many.map(async (word) => {
        const took = await timed(() => ask(`/links?q=${encodeURIComponent(word)}`));
        slowest = Math.max(slowest, took);
      }),
    );
  } finally {
    isOver = true;
    await editing;
  }
  measured[`computing of ${CROWD} searches at once and edits`] = {
    stillpage: computing(server) - before,
    unit: 'ms',
  };
  measured[`slowest of ${CROWD} searches at once`] = { stillpage: slowest, budget: 1000 * slack, unit: 'ms' };
}

function entry(name: string) {
  return measured[name] ?? { unit: 'ms' };
}

/** Median and 95th percentile of many runs; a run may say itself how long it took. */
async function figure(
  server: ChildProcess,
  who: 'stillpage' | 'sqlite',
  name: string,
  budget: number | undefined,
  ask: (index: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = [];
  const before = computing(server);
  for (let i = 0; i < runs; i += 1) {
    const started = performance.now();
    const told = await ask(i);
    times.push(typeof told === 'number' ? told : performance.now() - started);
  }
  const first = times[0] ?? 0;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const figures = { first, median: at(0.5), p95: at(0.95), computing: (computing(server) - before) / runs };
  measured[name] = { ...entry(name), ...(budget === undefined ? {} : { budget }), [who]: figures };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
}
