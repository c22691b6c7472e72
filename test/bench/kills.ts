// Kills a server at random moments under mixed load and looks for what was lost or doubled: npm run bench:kills [-- --kills 200]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killUnderLoad } from '../server/kill-under-load.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
});
const folder = await mkdtemp(join(tmpdir(), 'stillpage-kills-'));
const started = performance.now();
const report = await killUnderLoad(folder, Number(values.kills), (line) => {
  if (!values.json) process.stderr.write(`${line}\n`);
});
await rm(folder, { recursive: true, force: true });
const seconds = Math.round((performance.now() - started) / 1000);
if (values.json) process.stdout.write(`${JSON.stringify({ ...report, seconds })}\n`);
else {
  process.stdout.write(
    `${report.kills} kills in ${seconds} s: ${report.saves} saves, ${report.edits} edits, ${report.deletes} deletes acknowledged, ${report.problems.length} problems\n`,
  );
  for (const problem of report.problems) process.stdout.write(`  ${problem}\n`);
}
process.exitCode = report.problems.length > 0 ? 1 : 0;
