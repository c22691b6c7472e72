import { text } from '../messages.ts';
import { undoDelete } from './edit-link.ts';
import { EditRow } from './edit-row.tsx';
import { rowOf } from './link-row.tsx';
import { showMore } from './list-links.ts';
import { state } from './state.ts';

/** Distance from the list's end at which older links are read, in CSS pixels. */
const AHEAD_PX = 400;

/** The links that match, newest first; a link deleted a moment ago, and what is missing of the list, stand above. */
export function LinkList() {
  const { links: shown, typed, chosenTags, deleted } = state;
  const isAsked = typed.trim() !== '' || chosenTags.length > 0;
  const missing = missingText();
  return (
    <>
      {deleted && (
        <div class="undo row" role="status">
          <span class="undo-text">
            {text('deleted')} <bdi>{deleted.title}</bdi>
          </span>
          <button type="button" id="undo" onClick={() => void undoDelete()}>
            {text('undo')}
          </button>
        </div>
      )}
      {missing && (
        <p class="missing" role="status">
          {missing}
        </p>
      )}
      {shown.length === 0 ? (
        (isAsked || !missing) && <p class="empty">{text(isAsked ? 'noHits' : 'noLinks')}</p>
      ) : (
        <ul
          class="links"
          id="links"
          onScroll={(event) => {
            const list = event.currentTarget;
            if (list.scrollHeight - list.scrollTop - list.clientHeight < AHEAD_PX) void showMore();
          }}
        >
          {shown.map((link) =>
            state.editing?.id === link.id ? <EditRow key={link.id} link={link} /> : rowOf(link),
          )}
        </ul>
      )}
    </>
  );
}

/** Why the list is not all that the backend has; undefined when it is. */
function missingText(): string | undefined {
  const { behind, listBroken, settings } = state;
  if (listBroken) return text('listBroken');
  if (!behind || !settings.connection) return undefined;
  if (behind === 'refused') return text('listRefused');
  return behind === true ? text('listBehind') : text('listIndexing', `${behind.done} / ${behind.of}`);
}
