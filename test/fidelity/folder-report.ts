import { GOOD, IDENTICAL } from './compare-looks.ts';

/** How a saved page compares with the live one. */
export type Judged = { readonly differs: number; readonly textSame: boolean };

/** One page of a folder. */
export type Row = Judged & {
  readonly name: string;
  readonly requests: number;
  /** False when the live page differs from itself in a second look: it moves, and says nothing about the still. */
  readonly stable: boolean;
  readonly error?: string;
  /** The same page as the peers saved it, by their names. */
  readonly peers?: { readonly [name: string]: Judged & { readonly error?: string } };
};

/** Parts of the pages that hold still. */
export type Shares = { readonly identical: number; readonly good: number; readonly text: number };

export type Summary = Shares & {
  readonly folder: string;
  readonly seed: number;
  readonly pages: number;
  readonly stable: number;
  /** Stills that asked the network for something. */
  readonly asking: number;
  readonly failed: number;
  readonly peers?: { readonly [name: string]: Shares & { readonly failed: number } };
};

export function summarise(folder: string, seed: number, rows: readonly Row[]): Summary {
  const stable = rows.filter((row) => row.stable);
  const names = [...new Set(rows.flatMap(({ peers }) => Object.keys(peers ?? {})))];
  const peers = names.map((name) => {
    const judged = stable.flatMap((row) => row.peers?.[name] ?? []);
    return [name, { ...sharesOf(judged), failed: judged.filter(({ error }) => error !== undefined).length }];
  });
  return {
    ...{ folder, seed, pages: rows.length, stable: stable.length },
    ...sharesOf(stable),
    asking: stable.filter(({ requests }) => requests > 0).length,
    failed: rows.filter(({ error }) => error !== undefined).length,
    ...(names.length > 0 ? { peers: Object.fromEntries(peers) } : {}),
  };
}

function sharesOf(judged: readonly Judged[]): Shares {
  const share = (fits: (each: Judged) => boolean) => judged.filter(fits).length / Math.max(1, judged.length);
  return {
    identical: share(({ differs }) => differs <= IDENTICAL),
    good: share(({ differs }) => differs <= GOOD),
    text: share(({ textSame }) => textSame),
  };
}

/** The pages that are not as they should be, one a line. */
export function differences(rows: readonly Row[]): string[] {
  return rows
    .filter((row) => row.differs > IDENTICAL || !row.textSame || row.requests > 0)
    .map((row) => {
      const notes = [
        row.stable ? '' : 'moves',
        row.textSame ? '' : 'TEXT',
        row.requests > 0 ? `ASKS ${row.requests}` : '',
        row.error ?? '',
      ];
      return `${percent(row.differs, 3).padStart(9)}  ${row.name}  ${notes.filter(Boolean).join('  ')}`;
    });
}

/** Every collection with what each tool reached on the same pages. */
export function peersTable(summaries: ReadonlyMap<string, Summary>): string {
  const lines = [
    '| pages | compared | tool | identical | good | same words | no file |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const [collection, { stable, peers = {}, ...ours }] of summaries) {
    for (const [tool, shares] of Object.entries({ Stillpage: ours, ...peers })) {
      const { identical, good, text, failed } = shares;
      const parts = [identical, good, text].map((part) => percent(part, 0)).join(' | ');
      lines.push(`| ${collection} | ${stable} | ${tool} | ${parts} | ${failed} |`);
    }
  }
  return lines.join('\n');
}

function percent(part: number, digits: number): string {
  return `${(part * 100).toFixed(digits)} %`;
}
