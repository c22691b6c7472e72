// node test/bench/escapes.ts [--json] [--chromium PATH]
// Tries every way out of the browser in a capture, and in a plain puppeteer goto + content() of the same Chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryAllWays } from '../hostile/ways-out/try-all.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, chromium: { type: 'string' } },
});
const workDir = mkdtempSync(join(tmpdir(), 'stillpage-escapes-'));
const { ways, ...facts } = await tryAllWays({
  workDir,
  plain: true,
  ...(values.chromium ? { chromiumPath: values.chromium } : {}),
});
rmSync(workDir, { recursive: true, force: true });

const seen = ways.filter(({ stillpage }) => stillpage !== null);
const refusedOnly = ways.filter(({ stillpage }) => stillpage === null);
const counts = {
  ways: ways.length,
  seen: seen.length,
  stillpageTouched: seen.filter(({ stillpage }) => stillpage).length,
  plainTouched: seen.filter(({ plain }) => plain).length,
  elsewhereRefused: refusedOnly.filter(({ code }) => code === 'blocked-address').length,
  elsewhere: refusedOnly.length,
};
if (values.json) process.stdout.write(`${JSON.stringify({ ...facts, ...counts, rows: ways }, null, 2)}\n`);
else {
  const word = (touched: boolean | null) => (touched === null ? '-' : touched ? 'TOUCHED' : 'not touched');
  const rows = ways.map(({ group, name, stillpage, plain, code }) =>
    [group.padEnd(12), name.padEnd(40), word(stillpage).padEnd(12), word(plain).padEnd(12), code ?? ''].join(
      ' ',
    ),
  );
  process.stdout.write(
    [
      `${'group'.padEnd(12)} ${'way'.padEnd(40)} ${'stillpage'.padEnd(12)} ${'plain'.padEnd(12)} answer`,
      ...rows,
      '',
      `Chromium ${facts.chromium}: of ${counts.seen} ways to this machine Stillpage touched ${counts.stillpageTouched}, a plain goto + content() ${counts.plainTouched}.`,
      `${counts.elsewhereRefused} of ${counts.elsewhere} addresses that this machine does not have were refused before any connection.`,
      `${facts.loaded.length} of ${facts.pages} hostile pages stayed and were captured with their words; a good page after all that: ${facts.goodPage}.`,
      '',
    ].join('\n'),
  );
}
process.exitCode = counts.stillpageTouched > 0 ? 1 : 0;
