import { useState } from 'preact/hooks';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { switchConnection } from '../settings.ts';
import { changeSettings, current } from './change-settings.ts';
import { type Checked, checkConnection, checkConnectString } from './check-connection.ts';
import { forgetConnection } from './forget-connection.ts';

/** The backend in use, the others that are known, and the field for a new one. */
export function ConnectionPart() {
  const [pasted, setPasted] = useState('');
  const [note, setNote] = useState<{ text: string; good: boolean }>();
  const { connection, others = [] } = current();
  const work = () => void browser.runtime.sendMessage('work').catch(() => {});
  const connect = async () => {
    setNote({ text: text('checking'), good: true });
    const checked = await checkConnectString(pasted);
    if ('problem' in checked) {
      setNote({ text: checked.problem, good: false });
      return;
    }
    await switchConnection(checked.connection);
    await changeSettings();
    setPasted('');
    setNote(undefined);
    work();
  };
  const test = async () => {
    if (!connection) return;
    setNote({ text: text('checking'), good: true });
    const checked = await checkConnection(connection);
    setNote(
      'problem' in checked
        ? { text: checked.problem, good: false }
        : { text: worksText(checked.indexing), good: true },
    );
  };
  return (
    <section>
      <h2>{text('connection')}</h2>
      {connection ? (
        <div class="row">
          <output id="connected">{text('connectedTo', connection.base)}</output>
          <button type="button" id="test" onClick={() => void test()}>
            {text('test')}
          </button>
          <button
            type="button"
            id="disconnect"
            onClick={() => void forgetConnection(connection.base).then(() => changeSettings())}
          >
            {text('disconnect')}
          </button>
        </div>
      ) : (
        <p>{text('connectHelp')}</p>
      )}
      {others.map((other) => (
        <div class="row other" key={other.base}>
          <output>{other.base}</output>
          <button
            type="button"
            onClick={() =>
              void switchConnection(other)
                .then(() => changeSettings())
                .then(work)
            }
          >
            {text('use')}
          </button>
          <button
            type="button"
            onClick={() => void forgetConnection(other.base).then(() => changeSettings())}
          >
            {text('disconnect')}
          </button>
        </div>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void connect();
        }}
      >
        <label for="connect-string">{text('connectString')}</label>
        <div class="row">
          <input
            id="connect-string"
            dir="ltr"
            autocomplete="off"
            spellcheck={false}
            placeholder="stillpage+http://127.0.0.1:8042/#sp_…"
            value={pasted}
            onInput={(event) => {
              setPasted(event.currentTarget.value);
            }}
          />
          <button type="submit" class="primary" id="connect">
            {text('connect')}
          </button>
        </div>
        <output id="note" class={note?.good ? 'good' : 'bad'} aria-live="polite">
          {note?.text}
        </output>
      </form>
    </section>
  );
}

function worksText(indexing: Extract<Checked, { connection: unknown }>['indexing']): string {
  const works = text('connectionWorks');
  return indexing ? `${works} ${text('backendIndexing', `${indexing.done} / ${indexing.of}`)}` : works;
}
