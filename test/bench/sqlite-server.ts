// The same library in SQLite with FTS5 behind the same kind of HTTP: node sqlite-server.ts FILE COUNT
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { tagKeys } from '@stillpage/lambda/library/catalog/row.ts';
import { searchWords } from '@stillpage/lambda/library/catalog/words.ts';
import { benchLinks } from './library-data.ts';

const [file = '', count = '0'] = process.argv.slice(2);
const isNew = !existsSync(file);
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536');
if (isNew) fill(Number(count));

const newest = database.prepare('SELECT listed FROM links ORDER BY saved DESC, id DESC LIMIT 50');
const twoTags = database.prepare(
  `SELECT listed FROM links WHERE id IN (SELECT link FROM tags WHERE tag = ? INTERSECT SELECT link FROM tags WHERE tag = ?)
   ORDER BY saved DESC, id DESC LIMIT 50`,
);
const counts = database.prepare('SELECT tag, count(*) AS count FROM tags GROUP BY tag ORDER BY count DESC');
const found = database.prepare(
  `SELECT listed, snippet(words, 1, '[', ']', '…', 24) AS excerpt FROM words JOIN links ON links.id = words.rowid
   WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0) LIMIT 50`,
);
const edit = database.prepare('UPDATE links SET listed = ? WHERE id = ?');

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const q = url.searchParams.get('q');
  const [first, second] = url.searchParams.getAll('tag');
  let answer: unknown;
  if (url.pathname === '/tags') answer = counts.all();
  else if (url.pathname === '/edit') answer = edit.run(JSON.stringify({ title: 'edited' }), 1);
  else if (q) answer = found.all(match(q)).map(parsed);
  else if (first && second) answer = twoTags.all(first.toLowerCase(), second.toLowerCase()).map(parsed);
  else answer = newest.all().map(parsed);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })),
);

function parsed(row: Record<string, unknown>): unknown {
  return { ...JSON.parse(String(row.listed)), excerpt: row.excerpt };
}

function match(q: string): string {
  return searchWords(q)
    .split(' ')
    .map((word) => `"${word}"`)
    .join(' ');
}

function fill(links: number): void {
  database.exec(`
    CREATE TABLE links (id INTEGER PRIMARY KEY, saved INTEGER, listed TEXT);
    CREATE INDEX by_time ON links (saved, id);
    CREATE TABLE tags (tag TEXT, link INTEGER, PRIMARY KEY (tag, link)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(names, text, tokenize = 'unicode61');
    BEGIN`);
  const addLink = database.prepare('INSERT INTO links VALUES (?, ?, ?)');
  const addTag = database.prepare('INSERT OR IGNORE INTO tags VALUES (?, ?)');
  const addWords = database.prepare('INSERT INTO words (rowid, names, text) VALUES (?, ?, ?)');
  let id = 0;
  for (const { url, title, tags, note, text, saved } of benchLinks(links)) {
    id += 1;
    addLink.run(id, saved, JSON.stringify({ id, url, title, tags, note, createdAt: new Date(saved) }));
    for (const tag of tagKeys(tags)) addTag.run(tag, id);
    addWords.run(id, searchWords([title, url, ...tags].join('\n')), searchWords([note, text].join('\n')));
  }
  database.exec("COMMIT; INSERT INTO words (words) VALUES ('optimize'); ANALYZE");
}
