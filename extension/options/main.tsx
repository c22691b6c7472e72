import { signal, useSignal } from '@preact/signals';
import { mergeTags, normaliseTag } from '@stillpage/shared/tags.ts';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { text } from '../messages.ts';
import { forgetConnection, readSettings, type Settings, writeSettings } from '../settings.ts';
import { checkConnectString } from './check-connection.ts';

const settings = signal<Settings>(await readSettings());

async function change(changed: Partial<Settings>): Promise<void> {
  await writeSettings(changed);
  settings.value = await readSettings();
}

function ConnectionPart() {
  const pasted = useSignal('');
  const note = useSignal<{ text: string; good: boolean } | undefined>(undefined);
  const connect = async () => {
    note.value = { text: text('checking'), good: true };
    const checked = await checkConnectString(pasted.value);
    if ('problem' in checked) {
      note.value = { text: checked.problem, good: false };
      return;
    }
    await change({ connection: checked.connection });
    pasted.value = '';
    note.value = undefined;
    void browser.runtime.sendMessage('work').catch(() => {});
  };
  const { connection } = settings.value;
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
            value={pasted.value}
            onInput={(event) => {
              pasted.value = event.currentTarget.value;
            }}
          />
          <button type="submit" class="primary" id="connect">
            {text('connect')}
          </button>
        </div>
        <output id="note" class={note.value?.good ? 'good' : 'bad'} aria-live="polite">
          {note.value?.text}
        </output>
      </form>
    </section>
  );
}

function DefaultsPart() {
  const { defaultTags, visibility } = settings.value;
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
const place = document.querySelector('#options');
if (place) render(<Options />, place);
