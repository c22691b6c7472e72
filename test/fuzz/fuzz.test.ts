import { describe, expect, test } from 'vitest';
import { AREAS } from './all-areas.ts';
import { tryProperty } from './fuzz-area.ts';

/** The same inputs every time, so that a change is to blame; `npm run fuzz` tries new ones. */
const SEED = Number(process.env.STILLPAGE_FUZZ_SEED ?? 20_261_121);
const TIMEOUT_MS = 180_000;

describe.each(AREAS)('$name', ({ open, shortRuns }) => {
  test(
    'nothing that was tried broke it',
    async () => {
      const area = await open();
      try {
        for (const [name, property] of Object.entries(area.properties)) {
          const { runs, failure } = await tryProperty(property, SEED, shortRuns);
          console.log(`${name}: ${runs} inputs of seed ${SEED}`);
          expect(failure, name).toBeUndefined();
          expect(runs).toBe(shortRuns);
        }
      } finally {
        await area.close();
      }
    },
    TIMEOUT_MS,
  );
});
