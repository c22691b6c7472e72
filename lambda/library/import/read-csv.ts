import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Reader } from './bookmark.ts';
import { bookmarkOfRow } from './row.ts';

/** A spreadsheet runs a cell that begins so as a formula; our own export writes an apostrophe before it. */
const GUARDED = /^'(?=[=+\-@\t\r])/;

/** What stands between the cells of a table: what the names of its first line are parted by. */
export function delimiterOf(head: string): ',' | ';' | '\t' {
  const [names = ''] = head.split(/\r?\n/, 1);
  const cells = (sign: string) => names.split(sign).length;
  if (cells(',') >= Math.max(cells(';'), cells('\t'))) return ',';
  return cells(';') > cells('\t') ? ';' : '\t';
}

/** Reads tables with a line of names: Pocket, Raindrop, Instapaper, our own. A torn line is left out, the others are read. */
export const readCsv: Reader = async function* (text) {
  const torn: string[] = [];
  const pieces = text[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  async function* whole() {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  // A pipeline, so that a text that ends in an error ends the rows with it and not the program.
  const rows = pipeline(
    Readable.from(whole()),
    parse({
      delimiter: delimiterOf(first.value),
      bom: true,
      columns: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        torn.push(error?.message ?? 'not a row');
        return undefined;
      },
    }),
    () => undefined,
  );
  let line = 1;
  for await (const row of rows as AsyncIterable<Record<string, string>>) {
    line += 1;
    const cells = Object.entries(row).map(([name, value]) => [name, value.replace(GUARDED, '')]);
    yield bookmarkOfRow(Object.fromEntries(cells)) ?? {
      unreadable: `row ${line}`,
      message: 'It has no address.',
    };
  }
  for (const message of torn) yield { unreadable: 'a row', message };
};
