// npm run fuzz -- [--minutes N] [--seed S] [--only addresses,css,imports,routes,freezer]
// Random input without end for every part in turn; the first input that breaks something ends its part, cut to the least
// that still does. The same seed tries the same inputs in the same order. Exits with 1 when anything broke.
import { parseArgs } from 'node:util';
import { AREAS } from './all-areas.ts';
import { tryProperty } from './fuzz-area.ts';

/** Inputs of one seed before the next one begins. */
const RUNS_OF_A_SEED = 100_000;
/** Seeds are signed 32-bit numbers. */
const SEEDS = 2 ** 31;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * SEEDS)) },
    only: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
const first = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(first))
  throw new Error('--minutes takes a number, --seed a whole one.');
const only = values.only?.split(',');
const areas = AREAS.filter(({ name }) => !only || only.includes(name));
if (areas.length === 0) throw new Error(`--only takes names of ${AREAS.map(({ name }) => name)}.`);

process.stdout.write(`seed ${first}, ${minutes} minutes\n`);
let broken = 0;
for (const { name, open } of areas) {
  const area = await open();
  const properties = Object.entries(area.properties);
  const share = (minutes * 60_000) / areas.length / properties.length;
  try {
    for (const [property, tried] of properties) {
      const until = Date.now() + share;
      let inputs = 0;
      let failure: string | undefined;
      for (let seed = first; Date.now() < until && failure === undefined; seed = (seed + 1) % SEEDS) {
        const run = await tryProperty(tried, seed, RUNS_OF_A_SEED, until);
        inputs += run.runs;
        failure = run.failure;
      }
      process.stdout.write(
        `${name}, ${property}: ${inputs} inputs, ${failure ? 'BROKEN' : 'nothing broke'}\n`,
      );
      if (failure) {
        broken += 1;
        process.stdout.write(`${failure}\n`);
      }
    }
  } finally {
    await area.close();
  }
}
process.exitCode = broken > 0 ? 1 : 0;
