import { mergeTags, normaliseTag } from '@stillpage/shared/tags.ts';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { forgetConnection, readSettings, type Settings, writeSettings } from '../settings.ts';
import { checkConnectString } from './check-connection.ts';

let settings: Settings = await readSettings();

async function change(changed: Partial<Settings>): Promise<void> {
  await writeSettings(changed);
  settings = await readSettings();
  draw();
}

function ConnectionPart() {
  const [pasted, setPasted] = useState('');
  const [note, setNote] = useState<{ text: string; good: boolean }>();
  const connect = async () => {
    setNote({ text: text('checking'), good: true });
    const checked = await checkConnectString(pasted);
    if ('problem' in checked) {
      setNote({ text: checked.problem, good: false });
      return;
    }
    await change({ connection: checked.connection });
    setPasted('');
    setNote(undefined);
    void browser.runtime.sendMessage('work').catch(() => {});
  };
  const { connection } = settings;
  return (
    <section>
      <h2>{text('connection')}</h2>
      {connection ? (
        <div class="row">
          <output id="connected">{text('connectedTo', connection.base)}</output>
          <button
            type="button"
            id="disconnect"
            onClick={() => void forgetConnection().then(async () => change({}))}
          >
            {text('disconnect')}
          </button>
        </div>
      ) : (
        <p>{text('connectHelp')}</p>
      )}
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

function DefaultsPart() {
  const { defaultTags, visibility } = settings;
  return (
    <section>
      <h2>{text('defaults')}</h2>
      <label for="default-tags">{text('defaultTags')}</label>
      <input
        id="default-tags"
        value={defaultTags.join(', ')}
        aria-describedby="default-tags-help"
        onChange={(event) =>
          void change({
            defaultTags: mergeTags(
              event.currentTarget.value.split(/[,，]/).map(normaliseTag).filter(Boolean),
            ),
          })
        }
      />
      <small id="default-tags-help">{text('defaultTagsHelp')}</small>
      <label for="visibility">{text('visibility')}</label>
      <select
        id="visibility"
        value={visibility}
        onChange={(event) =>
          void change({ visibility: event.currentTarget.value === 'private' ? 'private' : 'link' })
        }
      >
        <option value="link">{text('visibilityLink')}</option>
        <option value="private">{text('visibilityPrivate')}</option>
      </select>
    </section>
  );
}

function Options() {
  return (
    <>
      <header>
        <img src="/icons/48.png" width="40" height="40" alt="" />
        <h1>{text('optionsTitle')}</h1>
      </header>
      <ConnectionPart />
      <DefaultsPart />
      <section>
        <h2>{text('keys')}</h2>
        <p>{text('keysHelp')}</p>
      </section>
    </>
  );
}

document.title = text('optionsTitle');
document.documentElement.lang = browser.i18n.getUILanguage();
draw();

function draw(): void {
  const place = document.querySelector('#options');
  if (place) render(<Options />, place);
}
