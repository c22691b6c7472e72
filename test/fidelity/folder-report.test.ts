import { expect, test } from 'vitest';
import { differences, peersTable, type Row, summarise } from './folder-report.ts';

const page = (name: string, differs: number, more: Partial<Row> = {}): Row => ({
  ...{ name, differs, textSame: true, requests: 0, stable: true },
  ...more,
});

const ROWS: readonly Row[] = [
  page('same.html', 0, { peers: { other: { differs: 0.01, textSame: true } } }),
  page('nearly.html', 0.01, { peers: { other: { differs: 1, textSame: false, error: 'it took too long' } } }),
  page('moving.html', 0.5, { stable: false, peers: { other: { differs: 0, textSame: true } } }),
  page('gone.html', 1, { textSame: false, error: 'it took too long' }),
];

test('pages that move count for nobody, a page without a file as a miss', () => {
  const summary = summarise('pages', 1, ROWS);
  expect(summary).toMatchObject({ pages: 4, stable: 3, identical: 1 / 3, good: 2 / 3, failed: 1 });
  expect(summary.peers).toEqual({ other: { identical: 0, good: 0.5, text: 0.5, failed: 1 } });
});

test('only what is not as it should be is listed', () => {
  expect(differences(ROWS).map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['1.000 %', 'nearly.html'],
    ['50.000 %', 'moving.html', 'moves'],
    ['100.000 %', 'gone.html', 'TEXT', 'it took too long'],
  ]);
});

test('a table names every tool for every collection', () => {
  const lines = peersTable(new Map([['pages', summarise('pages', 1, ROWS)]])).split('\n');
  expect(lines.slice(2)).toEqual([
    '| pages | 3 | Stillpage | 33 % | 67 % | 67 % | 1 |',
    '| pages | 3 | other | 0 % | 50 % | 50 % | 1 |',
  ]);
});
