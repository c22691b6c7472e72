import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** One thing that axe finds wrong: its rule, and where. */
export type Fault = { readonly rule: string; readonly where: readonly string[] };

type Axe = {
  run(options: unknown): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
    passes: unknown[];
  }>;
};

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe runs as: its whole source in the function, since no page of ours runs text as script. */
const inPage = new Function(
  `${SOURCE}; return (${async (axe: Axe) => {
    const { violations, passes } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    const faults = violations.map(({ id, nodes }) => ({
      rule: id,
      where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
    return { faults, passed: passes.length };
  }})(globalThis.axe);`,
) as () => Promise<{ faults: Fault[]; passed: number }>;

/** Looks a page over with axe; a page on which no rule found anything to look at counts as a fault. */
export async function faultsOf(page: {
  evaluate(run: () => Promise<{ faults: Fault[]; passed: number }>): Promise<unknown>;
}): Promise<Fault[]> {
  const { faults, passed } = (await page.evaluate(inPage)) as { faults: Fault[]; passed: number };
  return passed > 0 ? faults : [{ rule: 'nothing-looked-at', where: [] }];
}
