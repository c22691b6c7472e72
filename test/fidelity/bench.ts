import { writeFileSync } from 'node:fs';
import { startSite } from '../site/start-site.ts';
import { launchForComparing } from './browser.ts';
import { COLLECTIONS, fetchCollection } from './collections.ts';
import { compare } from './compare.ts';
import { GOOD, IDENTICAL } from './compare-looks.ts';
import { benchFolder } from './folder-bench.ts';
import { differences, peersTable, type Summary } from './folder-report.ts';
import { fidelityPages } from './pages.ts';
import { startStillServer } from './still-server.ts';

// node test/fidelity/bench.ts [--json] [--only part-of-a-name] [--keep folder]: a table of every fixture page.
// With --folder DIR [--sample N] [--seed S] the pages are those of a folder; --only takes parts of paths, with commas.
// With --collection NAME,NAME or all they are published ones, fetched with git the first time.
// --captured compares whole captures, settling included, with the page as somebody sees it who has scrolled through it;
// --peers does so and lets single-file-cli and Chromium's MHTML save the same pages.
const args = process.argv.slice(2);
const after = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
const only = after('--only');
const keep = after('--keep');

const folder = after('--folder');
const named = after('--collection');
if (folder !== undefined || named !== undefined) {
  const wanted = COLLECTIONS.filter(({ name }) => named === 'all' || named?.split(',').includes(name));
  const places =
    folder === undefined
      ? await Promise.all(wanted.map(async (each) => ({ ...each, folder: await fetchCollection(each) })))
      : [{ name: folder, folder, only: undefined }];
  const summaries = new Map<string, Summary>();
  for (const place of places) {
    const { summary, rows } = await benchFolder({
      folder: place.folder,
      ...(after('--sample') === undefined ? {} : { sample: Number(after('--sample')) }),
      seed: Number(after('--seed') ?? 1),
      only: only?.split(',') ?? place.only ?? [],
      ...(keep === undefined ? {} : { keep }),
      captured: args.includes('--captured'),
      peers: args.includes('--peers'),
    });
    summaries.set(place.name, summary);
    if (args.includes('--json')) console.log(JSON.stringify({ summary, rows }, null, 2));
    else console.log([...differences(rows), JSON.stringify(summary)].join('\n'));
  }
  if (args.includes('--peers') && !args.includes('--json')) console.log(`\n${peersTable(summaries)}`);
  process.exit();
}

const [site, stills, browser] = await Promise.all([startSite(), startStillServer(), launchForComparing()]);
const rows: Array<{ name: string; differs: number; textSame: boolean; error?: string }> = [];
for (const { name, path } of fidelityPages()) {
  if (only && !name.includes(only)) continue;
  try {
    const result = await compare(browser, stills, name, site.origin + path);
    if (keep) {
      writeFileSync(`${keep}/${name}.html`, result.html);
      writeFileSync(`${keep}/${name}-live.png`, result.look.full);
      writeFileSync(`${keep}/${name}-still.png`, result.stillLook.full);
    }
    const { html, look, stillLook, ...row } = result;
    rows.push(row);
    if (!args.includes('--json')) {
      const mark = row.differs <= IDENTICAL ? 'identical' : row.differs <= GOOD ? 'good' : 'DIFFERS';
      const missing = row.omissions.map(({ what, reason }) => `${reason}: ${what.slice(-50)}`).join('; ');
      const notes = [row.textSame ? '' : 'TEXT', row.requests.length ? `ASKS ${row.requests}` : '', missing];
      console.log(
        `${mark.padEnd(10)} ${(row.differs * 100).toFixed(3).padStart(8)} %  ${name.padEnd(28)} ` +
          `${String(row.freezeMs).padStart(5)} ms ${String(row.nodes).padStart(6)} nodes ${String(row.bytes).padStart(8)} B  ${notes.filter(Boolean).join('  ')}`,
      );
    }
  } catch (error) {
    rows.push({ name, differs: 1, textSame: false, error: String(error) });
    if (!args.includes('--json'))
      console.log(`FAILED ${name}: ${error instanceof Error ? error.stack : error}`);
  }
}
await Promise.all([browser.close(), site.close(), stills.close()]);
const share = (limit: number) => rows.filter(({ differs }) => differs <= limit).length / rows.length;
const summary = {
  pages: rows.length,
  identical: share(IDENTICAL),
  good: share(GOOD),
  text: rows.filter(({ textSame }) => textSame).length / rows.length,
};
console.log(args.includes('--json') ? JSON.stringify({ summary, rows }, null, 2) : JSON.stringify(summary));
