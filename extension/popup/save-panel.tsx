import { parsePageUrl } from '@stillpage/shared/canonical-url.ts';
import { NOTE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { tagKey } from '@stillpage/shared/tags.ts';
import browser from '../browser.ts';
import { text } from '../messages.ts';
import { pageAddress, whyNotSavable } from '../page-address.ts';
import { ConnectHere } from './connect-here.tsx';
import { SavedOn, Versions } from './page-versions.tsx';
import { PageWall, SeenButton, wallText } from './page-wall.tsx';
import { savePage, tagsToSave, titleToSave } from './save-page.ts';
import { SavedLink } from './saved-link.tsx';
import { change, inPanel, state } from './state.ts';
import { TagField } from './tag-field.tsx';

/** The page the person is on: title, tags, Save; then its link. */
export function SavePanel() {
  const { known, savedId } = state;
  const address = pageAddress(state.tab?.url);
  const url = parsePageUrl(address);
  if (!state.settings.connection)
    return (
      <section class="page-card notice">
        <p>{text('connectFirst')}</p>
        <ConnectHere />
        <button
          type="button"
          class="primary"
          onClick={() => void browser.runtime.openOptionsPage().then(() => window.close())}
        >
          {text('openOptions')}
        </button>
      </section>
    );
  // The panel sees the address only of pages that the person clicked the toolbar on.
  if (!url.ok && inPanel) return null;
  if (!url.ok)
    return (
      <section class="page-card notice">
        <p>{text(whyNotSavable(address))}</p>
      </section>
    );

  const tags = tagsToSave();
  return (
    <form
      class="page-card"
      onSubmit={(event) => {
        event.preventDefault();
        void savePage();
      }}
    >
      <input
        class="title"
        aria-label={text('title')}
        dir="auto"
        value={titleToSave()}
        onInput={(event) => {
          change({ title: event.currentTarget.value });
        }}
      />
      <div class="address" dir="ltr">
        {url.value.host + url.value.pathname.replace(/\/$/, '')}
      </div>
      <TagField
        id="tag"
        tags={tags}
        onChange={(changed) => {
          change({ tags: changed });
        }}
        onSubmit={() => void savePage()}
      />
      <Suggested tags={tags} />
      {savedId === undefined && <Note />}
      <Versions />
      {savedId === undefined ? (
        <div class="row save-row">
          <span class="hint">{known && <SavedOn link={known} />}</span>
          {/* Of its reading view or its source nothing can be taken. */}
          {!wallText() && address === state.tab?.url && <SeenButton />}
          <button type="submit" class="primary" id="save">
            {text(known ? 'saveVersion' : 'save')}
          </button>
        </div>
      ) : (
        <SavedLink id={savedId} />
      )}
      {state.noRoom && (
        <p class="wall" role="alert">
          {text('refused_no_room')}
        </p>
      )}
      <PageWall />
    </form>
  );
}

/** Tags that fit the page and are not on it yet; a click adds one. */
function Suggested({ tags }: { readonly tags: readonly string[] }) {
  const has = new Set(tags.map(tagKey));
  const offered = state.suggested.filter((tag) => !has.has(tagKey(tag)));
  if (offered.length === 0 || state.savedId) return null;
  return (
    <div class="suggested">
      {offered.map((tag) => (
        <button type="button" class="tag clear" key={tag} onClick={() => change({ tags: [...tags, tag] })}>
          + <bdi>{tag}</bdi>
        </button>
      ))}
    </div>
  );
}

/** Words about the page that are kept with it; folded, for most pages need none. */
function Note() {
  return (
    <details class="note">
      <summary>{text('addNote')}</summary>
      <textarea
        id="note"
        rows={3}
        dir="auto"
        maxLength={NOTE_MAX_LENGTH}
        aria-label={text('note')}
        value={state.note ?? ''}
        onInput={(event) => change({ note: event.currentTarget.value })}
      />
    </details>
  );
}
