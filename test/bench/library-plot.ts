import { readFile, writeFile } from 'node:fs/promises';
import type { Measured } from './library-table.ts';

export type PlottedRun = { readonly links: number; readonly store: string; readonly measured: Measured };

/** What is drawn, each with its colour: one that can be told from the others on white and on black. */
const LINES: readonly (readonly [name: string, colour: string])[] = [
  ['search', '#d9480f'],
  ['one edit visible', '#1c7ed6'],
  ['page of two tags', '#2f9e44'],
  ['newest page', '#ae3ec9'],
  ['tag counts', '#868e96'],
];
const [WIDTH, HEIGHT] = [680, 340];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 150, 34, 44];
/** Ends of both axes: links, and milliseconds. */
const [LINKS_FROM, LINKS_TO] = [1e3, 1e6];
const [MS_FROM, MS_TO] = [0.5, 500];
/** Least distance of two names at the right edge, in pixels. */
const NAME_GAP = 15;

/** Adds a run to the figures beside an SVG and draws all of them: computing in ms against links, both by powers of ten. */
export async function plotCosts(svg: string, run: PlottedRun): Promise<void> {
  const kept = svg.replace(/\.svg$/, '.json');
  const before = (await readFile(kept, 'utf8').then(JSON.parse, () => [])) as PlottedRun[];
  const runs = [...before.filter(({ links, store }) => links !== run.links || store !== run.store), run].sort(
    (a, b) => a.store.localeCompare(b.store) || a.links - b.links,
  );
  await writeFile(kept, `${JSON.stringify(runs, (_, value) => rounded(value), 2)}\n`);
  await writeFile(svg, drawn(runs.filter(({ store }) => store === 'folder')));
}

function drawn(runs: readonly PlottedRun[]): string {
  const parts: string[] = [];
  for (let links = LINKS_FROM; links <= LINKS_TO; links *= 10)
    parts.push(
      line('grid', x(links), TOP, x(links), HEIGHT - BOTTOM),
      text('middle', x(links), HEIGHT - BOTTOM + 18, links.toLocaleString('en')),
    );
  for (const ms of [1, 10, 100])
    parts.push(line('grid', LEFT, y(ms), WIDTH - RIGHT, y(ms)), text('end', LEFT - 8, y(ms) + 4, `${ms}`));
  parts.push(
    text('middle', (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, 'links'),
    text('start', 8, 18, 'milliseconds of computing in the server for one request'),
  );
  const ends: { name: string; colour: string; at: number }[] = [];
  for (const [name, colour] of LINES) {
    const points = runs.flatMap(({ links, measured }) => {
      const value = measured[name]?.stillpage;
      return typeof value !== 'object' ? [] : [[x(links), y(value.computing)] as const];
    });
    const last = points.at(-1);
    if (!last) continue;
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const [px, py] of points)
      parts.push(`<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3.5" fill="${colour}"/>`);
    ends.push({ name, colour, at: last[1] });
  }
  let above = Number.NEGATIVE_INFINITY;
  for (const { name, colour, at } of ends.sort((a, b) => a.at - b.at)) {
    above = Math.max(at, above + NAME_GAP);
    parts.push(text('start', WIDTH - RIGHT + 10, above + 4, name, colour));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Cost against size of the library">
<style>text{font:13px system-ui,sans-serif;fill:#808890}.grid{stroke:#8888;stroke-width:.5}</style>
${parts.join('\n')}
</svg>
`;
}

function x(links: number): number {
  return LEFT + (WIDTH - LEFT - RIGHT) * (Math.log(links / LINKS_FROM) / Math.log(LINKS_TO / LINKS_FROM));
}

function y(ms: number): number {
  const share = Math.log(Math.max(ms, MS_FROM) / MS_FROM) / Math.log(MS_TO / MS_FROM);
  return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.min(1, share);
}

function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line class="${kind}" x1="${a}" y1="${b}" x2="${c}" y2="${d}"/>`;
}

function text(anchor: string, px: number, py: number, words: string, colour?: string): string {
  const style = colour ? ` style="fill:${colour}"` : '';
  return `<text text-anchor="${anchor}" x="${px.toFixed(1)}" y="${py.toFixed(1)}"${style}>${words}</text>`;
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(2)) : value;
}
