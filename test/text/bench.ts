import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ReaderThread, takeReaderThread } from '@stillpage/lambda/capture/artifacts/reader-threads.ts';
import { KNOWN, type KnownPage, knownPages } from './known-pages.ts';
import { pageWords } from './page-words.ts';
import { compareWords, readAloud, type Score, shareFound } from './score.ts';

/** Reads pages whose text others have written down, and says how much of it came out: `npm run bench:text`. */
const { values } = parseArgs({
  options: {
    collection: { type: 'string', default: 'all' },
    /** Part of a page's name or kind. */
    only: { type: 'string', default: '' },
    /** Every n-th page. */
    every: { type: 'string', default: '1' },
    /** A file for each page's own figures. */
    pages: { type: 'string' },
    /** A folder for the texts. */
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** Pages read side by side: one a core of the machine that CI has. */
const AT_ONCE = 2;

type Read = {
  readonly collection: string;
  readonly name: string;
  readonly kind: string;
  readonly score?: Score | undefined;
  readonly within?: number | undefined;
  readonly beside?: number | undefined;
  readonly ms: number;
};

const names = values.collection === 'all' ? KNOWN.map(({ name }) => name) : values.collection.split(',');
const reads: Read[] = [];
for (const collection of names) {
  const queue = (await knownPages(collection)).filter(
    (page, at) => at % Number(values.every) === 0 && `${page.kind} ${page.name}`.includes(values.only),
  );
  await Promise.all(Array.from({ length: AT_ONCE }, () => readAll(collection, queue)));
}
if (values.pages) writeFileSync(values.pages, reads.map((read) => JSON.stringify(read)).join('\n'));
const rows = summarise(reads);
if (values.json) console.log(JSON.stringify(rows, null, 2));
else for (const line of tableOf(rows)) console.log(line);

async function readAll(collection: string, queue: KnownPage[]): Promise<void> {
  let thread: ReaderThread | undefined;
  for (let page = queue.shift(); page; page = queue.shift()) {
    if (!thread?.isFresh) {
      thread?.end();
      thread = takeReaderThread();
    }
    reads.push(await readOne(thread, collection, page));
  }
  thread?.end();
}

/** Reads a page as it came, without its scripts; a capture reads what scripts and styles made of it. */
async function readOne(thread: ReaderThread, collection: string, page: KnownPage): Promise<Read> {
  const { name, kind, url, text, within, beside } = page;
  const html = page.html.replace(/<script\b[\s\S]*?<\/script>/gi, '').replace(/<!--[\s\S]*?-->/g, '');
  const from = performance.now();
  const answer = await thread.read({ html, url, title: '', plainText: pageWords(html) });
  const ms = Math.round(performance.now() - from);
  const found = readAloud(answer?.markdown ?? '');
  if (values.keep) writeFileSync(`${values.keep}/${collection}-${name}.md`, answer?.markdown ?? '');
  return {
    collection,
    name,
    kind,
    ...(text === undefined ? {} : { score: compareWords(found, readAloud(text)) }),
    ...(within ? { within: shareFound(found, within) } : {}),
    ...(beside ? { beside: shareFound(found, beside) } : {}),
    ms,
  };
}

type Row = { readonly pages: string; readonly count: number } & Readonly<
  Record<(typeof COLUMNS)[number], number>
>;

const COLUMNS = ['f1', 'precision', 'recall', 'within', 'beside', 'ms'] as const;

function summarise(all: readonly Read[]): readonly Row[] {
  return [...Map.groupBy(all, ({ collection }) => collection)].flatMap(([collection, ofIt]) => {
    const kinds = [...Map.groupBy(ofIt, ({ kind }) => kind)];
    const row = (pages: string, some: readonly Read[]): Row => {
      const mean = (of: (read: Read) => number | undefined) => {
        const known = some.map(of).filter((value) => value !== undefined);
        return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length;
      };
      return {
        pages,
        count: some.length,
        f1: mean(({ score }) => score?.f1),
        precision: mean(({ score }) => score?.precision),
        recall: mean(({ score }) => score?.recall),
        within: mean(({ within }) => within),
        beside: mean(({ beside }) => beside),
        ms: mean(({ ms }) => ms),
      };
    };
    const whole = row(collection, ofIt);
    return kinds.length > 1 && kinds.length < 10
      ? [whole, ...kinds.map(([kind, some]) => row(`${collection}: ${kind}`, some))]
      : [whole];
  });
}

function tableOf(summary: readonly Row[]): readonly string[] {
  const share = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(3));
  return [
    '| pages | | F1 | precision | recall | passages found | others found | ms |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...summary.map(
      (row) =>
        `| ${row.pages} | ${row.count} | ${[row.f1, row.precision, row.recall, row.within, row.beside].map(share).join(' | ')} | ${row.ms.toFixed(0)} |`,
    ),
  ];
}
