import { importFile } from '@stillpage/shared/file-client.ts';
import type { ImportReport } from '@stillpage/shared/schemas/import.ts';
import { useState } from 'preact/hooks';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { bookmarkLines } from './bookmark-lines.ts';
import { changeSettings, current } from './change-settings.ts';
import { importProblem } from './check-connection.ts';
import { localExport } from './local-export.ts';

const BOOKMARKS = { permissions: ['bookmarks' as const] };

/** Bookmarks in, everything local out. */
export function LibraryPart() {
  const [note, setNote] = useState('');
  const { connection } = current();
  const importAll = async () => {
    if (!connection || !(await browser.permissions.request(BOOKMARKS))) return;
    const { lines, count } = bookmarkLines(await browser.bookmarks.getTree());
    setNote(text('importing', `0 / ${count}`));
    const done = await importFile(
      connection,
      new Blob([lines]),
      { format: 'json' },
      { onProgress: (read) => setNote(text('importing', `${read} / ${count}`)) },
    );
    setNote(done.ok ? told(done.value) : await importProblem(done.error.code, connection));
    await browser.permissions.remove(BOOKMARKS).catch(() => {});
    await changeSettings();
    void browser.runtime.sendMessage('work').catch(() => {});
  };
  const download = async () => {
    const address = URL.createObjectURL(await localExport());
    const link = document.createElement('a');
    link.href = address;
    link.download = `stillpage-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return (
    <section>
      <h2>{text('libraryTitle')}</h2>
      <p>{text('importHelp')}</p>
      <button type="button" id="import" disabled={!connection} onClick={() => void importAll()}>
        {text('importBookmarks')}
      </button>{' '}
      <button type="button" id="export" onClick={() => void download()}>
        {text('exportLocal')}
      </button>
      <output id="library-note" aria-live="polite">
        {note}
      </output>
    </section>
  );
}

function told({ added, merged, unchanged, leftOut }: ImportReport): string {
  return [
    text('importAdded', added),
    text('importKnown', merged + unchanged),
    text('importLeftOut', leftOut.count),
  ].join(' · ');
}
