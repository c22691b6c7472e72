/** Milliseconds; `computing` is the server's own of one run on average, which says most on a busy machine. */
export type Figures = {
  readonly first: number;
  readonly median: number;
  readonly p95: number;
  readonly computing: number;
};
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

function cell(value: Figures | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return value.toFixed(0);
  return `${value.median.toFixed(1)} (95 %: ${value.p95.toFixed(1)}, first: ${value.first.toFixed(1)}, computing: ${value.computing.toFixed(1)})`;
}
