/** Milliseconds. */
export type Figures = { readonly first: number; readonly median: number; readonly p95: number };
export type Measured = Record<
  string,
  { stillpage?: Figures | number; sqlite?: Figures | number; budget?: number; unit: string }
>;

/** The table of one run, as it stands in the docs. */
export function tableOf(
  { links, store, runs }: { links: number; store: string; runs: number },
  measured: Measured,
): string {
  const rows = Object.entries(measured).map(([name, { stillpage, sqlite, budget, unit }]) =>
    [`${name}, ${unit}`, cell(stillpage), budget === undefined ? '' : String(budget), cell(sqlite)].join(
      ' | ',
    ),
  );
  return [
    `\n${links} links in a ${store}, medians of ${runs} runs through HTTP\n`,
    '| | Stillpage | budget | SQLite FTS5 |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

/** The one number of a figure: a median where there are several runs. */
export function middle(value: Figures | number): number {
  return typeof value === 'number' ? value : value.median;
}

function cell(value: Figures | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return value.toFixed(0);
  return `${value.median.toFixed(1)} (95 %: ${value.p95.toFixed(1)}, first: ${value.first.toFixed(1)})`;
}
