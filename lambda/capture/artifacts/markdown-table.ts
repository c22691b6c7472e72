/** What a cell of data does not hold; a table with one of these only lays a page out. */
const BLOCK_IN_CELL = 'table,pre,h1,h2,h3,h4,h5,h6,article,section,form,p + p,div + div';
/** Rows looked at to tell data from layout. */
const ROWS_LOOKED_AT = 20;

/** Whether a table holds data and not the page itself. */
export function isDataTable(table: Element): boolean {
  const rows = Array.from(table.querySelectorAll('tr')).slice(0, ROWS_LOOKED_AT);
  return (
    table.getAttribute('role') !== 'presentation' &&
    rows.some((row) => row.children.length > 1) &&
    table.querySelector(BLOCK_IN_CELL) === null
  );
}

/** A table of data; `inside` gives the Markdown of a cell. */
export function writeTable(table: Element, inside: (cell: Element) => string): string {
  const rows = Array.from(table.querySelectorAll('tr'), (row) =>
    Array.from(row.children)
      .filter(({ localName }) => localName === 'td' || localName === 'th')
      .flatMap((cell) => [
        inside(cell).replace(/\s+/g, ' ').replaceAll('|', '\\|'),
        // What one cell has of several columns is empty in the others.
        ...Array.from({ length: Math.min(20, Number(cell.getAttribute('colspan')) || 1) - 1 }, () => ''),
      ]),
  ).filter((cells) => cells.some((cell) => cell !== ''));
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: columns }, (_, at) => cells[at] ?? '').join(' | ')} |`;
  const [head, ...others] = rows;
  if (!head) return '';
  const caption = (table.querySelector('caption')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  const rule = line(Array.from({ length: columns }, () => '---'));
  return `\n\n${caption ? `${caption}\n\n` : ''}${[line(head), rule, ...others.map(line)].join('\n')}\n\n`;
}
