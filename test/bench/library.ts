// Lists, searches, edits and memory of a large library through HTTP, side by side with SQLite: npm run bench:library
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseConnectString } from '@stillpage/shared/connect-string.ts';
import { benchLinks, benchQuestions } from './library-data.ts';
import { makeBenchLibrary } from './library-folder.ts';

const { values } = parseArgs({
  options: {
    links: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '40' },
    /** Keeps the library there, for the next run. */
    folder: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const links = Number(values.links);
const runs = Number(values.runs);
const cli = fileURLToPath(new URL('../../lambda/entries/cli.ts', import.meta.url));
const say = (line: string) => (values.json ? undefined : process.stderr.write(`${line}\n`));

type Figures = { readonly first: number; readonly median: number; readonly p95: number };
const measured: Record<
  string,
  { stillpage?: Figures | number; sqlite?: Figures | number; budget?: number; unit: string }
> = {};

const root = values.folder ?? (await mkdtemp(join(tmpdir(), 'stillpage-bench-')));
const folder = join(root, 'library');
await mkdir(folder, { recursive: true });
say(`Writing ${links} links into ${folder} …`);
await makeBenchLibrary(folder, links);

say('Building the index …');
const build = await timed(() => run(process.execPath, [cli, 'reindex', '--folder', folder, '--json']));
measured['index built anew'] = { stillpage: build / 1000, unit: 's' };

const { words, tagPairs } = benchQuestions();
const pairOf = (i: number) => tagPairs[i % tagPairs.length] ?? ['', ''];
const wordOf = (i: number) => words[i % words.length] ?? '';
const tagQuery = (i: number) => `/links?${new URLSearchParams(pairOf(i).map((tag) => ['tag', tag]))}`;

await benchStillpage();
await benchSqlite();
await benchImport();
if (!values.folder) await rm(root, { recursive: true, force: true });
report();

async function benchStillpage(): Promise<void> {
  say('Asking Stillpage …');
  const started = performance.now();
  const { child, ask: askText } = await startStillpage(folder);
  const ask = async (path: string, init?: RequestInit) => JSON.parse(await askText(path, init));
  try {
    await ask('/health');
    measured['server ready'] = { stillpage: performance.now() - started, budget: 1000, unit: 'ms' };
    // The browser is tried out at the start and ends again.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    measured['memory, nothing asked'] = { stillpage: memory(child), budget: 150, unit: 'MB' };

    measured['first list'] = { stillpage: await timed(() => ask('/links')), unit: 'ms' };
    await figure('stillpage', 'newest page', 10, () => ask('/links'));
    await figure('stillpage', 'page of two tags', 10, (i) => ask(tagQuery(i)));
    await figure('stillpage', 'tag counts', 10, () => ask('/tags'));
    await figure('stillpage', 'search', 20, async (i) => {
      const found = await ask(`/links?q=${encodeURIComponent(wordOf(i))}`);
      if (found.links.length === 0) throw new Error(`nothing found for ${wordOf(i)}`);
    });
    await figure('stillpage', 'search while typing', undefined, (i) =>
      ask(`/links?limit=20&q=${encodeURIComponent(wordOf(i).slice(0, 3))}`),
    );
    const page = await ask('/links?limit=200');
    await figure('stillpage', 'one edit visible', 50, async (i) => {
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
    await figure('stillpage', 'suggested tags', 50, (i) =>
      ask('/tags/suggest', {
        method: 'POST',
        body: JSON.stringify({
          url: page.links[i].url,
          title: page.links[i].title,
          text: `${wordOf(i)} `.repeat(50),
        }),
      }),
    );
    measured['memory, all of it asked'] = { stillpage: memory(child), budget: 300, unit: 'MB' };
  } finally {
    await end(child);
  }
}

async function startStillpage(library: string) {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--folder', library, '--json'], {
    // As `npm start` and the `stillpage` command set it.
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = JSON.parse(await firstLine(child));
  const connection = parseConnectString(said.connectString);
  if (!connection.ok) throw new Error(connection.error.message);
  const { base, token } = connection.value;
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(base + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 200)}`);
    return text;
  };
  return { child, ask };
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
    await figure('sqlite', 'newest page', undefined, () => ask('/links'));
    await figure('sqlite', 'page of two tags', undefined, (i) => ask(tagQuery(i)));
    await figure('sqlite', 'tag counts', undefined, () => ask('/tags'));
    await figure('sqlite', 'search', undefined, (i) => ask(`/links?q=${encodeURIComponent(wordOf(i))}`));
    await figure('sqlite', 'one edit visible', undefined, () => ask('/edit'));
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
  const { child, ask } = await startStillpage(empty);
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

function entry(name: string) {
  return measured[name] ?? { unit: 'ms' };
}

/** Median and 95th percentile of many runs; a run may say itself how long it took. */
async function figure(
  who: 'stillpage' | 'sqlite',
  name: string,
  budget: number | undefined,
  ask: (index: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const started = performance.now();
    const told = await ask(i);
    times.push(typeof told === 'number' ? told : performance.now() - started);
  }
  const first = times[0] ?? 0;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const figures = { first, median: at(0.5), p95: at(0.95) };
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

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  const ended = once(child, 'exit').then(() => {
    throw new Error('it ended before it was ready');
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return String(line);
}

async function listening(child: ChildProcess): Promise<ChildProcess> {
  await firstLine(child);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Resident memory in MB (10^6 bytes), as Linux counts it. */
function memory(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024) / 1e6;
}

function report(): void {
  if (values.json) {
    const facts = {
      links,
      runs,
      node: process.version,
      cpu: cpus()[0]?.model,
      date: new Date().toISOString(),
    };
    process.stdout.write(`${JSON.stringify({ ...facts, measured })}\n`);
    return;
  }
  const cell = (value: Figures | number | undefined) =>
    value === undefined
      ? ''
      : typeof value === 'number'
        ? value.toFixed(0)
        : `${value.median.toFixed(1)} (95 %: ${value.p95.toFixed(1)}, first: ${value.first.toFixed(1)})`;
  const rows = Object.entries(measured).map(([name, { stillpage, sqlite, budget, unit }]) => [
    `${name}, ${unit}`,
    cell(stillpage),
    budget === undefined ? '' : String(budget),
    cell(sqlite),
  ]);
  process.stdout.write(`\n${links} links, medians of ${runs} runs through HTTP\n\n`);
  process.stdout.write('| | Stillpage | budget | SQLite FTS5 |\n| --- | --- | --- | --- |\n');
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
}
