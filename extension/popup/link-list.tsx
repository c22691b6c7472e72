import { Fragment, type VNode } from 'preact';
import { dateText, text } from '../messages.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { copyLink } from './copy-link.ts';
import { deleteLink, undoDelete } from './edit-link.ts';
import { EditRow } from './edit-row.tsx';
import { statusText } from './link-status.ts';
import { showMore } from './list-links.ts';
import { openPrivate } from './open-private.ts';
import { change, state, stillAddress } from './state.ts';
import { Thumbnail } from './thumbnail.tsx';

/** Distance from the list's end at which older links are read, in CSS pixels. */
const AHEAD_PX = 400;

/** The links that match, newest first; the row opens the still, the arrow the page itself. */
export function LinkList() {
  const { links: shown, typed, chosenTags, deleted } = state;
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
      {shown.length === 0 ? (
        <p class="empty">
          {text(
            state.listBroken
              ? 'listBroken'
              : typed.trim() !== '' || chosenTags.length > 0
                ? 'noHits'
                : 'noLinks',
          )}
        </p>
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

/** Rows as drawn: one whose link has not changed is not looked at again. */
const drawn = new WeakMap<ReplicaLink, VNode>();

function rowOf(link: ReplicaLink): VNode {
  if (state.copied === link.id) return <Row key={link.id} link={link} copied />;
  const row = drawn.get(link) ?? <Row key={link.id} link={link} />;
  drawn.set(link, row);
  return row;
}

function Row({ link, copied = false }: { readonly link: ReplicaLink; readonly copied?: boolean }) {
  const host = new URL(link.url).host.replace(/^www\./, '');
  const still = link.snapshotId && state.settings.connection ? stillAddress(link.snapshotId) : undefined;
  const copy = () => void copyLink(link.id, still ?? link.url);
  const edit = () => change({ editing: { id: link.id, title: link.title, tags: link.tags } });
  return (
    <li
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Delete') void deleteLink(link);
        else if (event.key === 'e') edit();
        else if (event.key === 'c') copy();
        else return;
        event.preventDefault();
      }}
    >
      <a
        class="open"
        href={still ?? link.url}
        target="_blank"
        rel="noreferrer"
        title={text(still ? 'openStill' : 'openOriginal')}
        onClick={
          still && link.snapshotId && link.private
            ? (event) => openPrivate(event, link.snapshotId as string)
            : undefined
        }
      >
        <Thumbnail link={link} />
        <span class="words">
          <span class="name" dir="auto">
            {link.title || link.url}
          </span>
          <span class="meta">
            <span
              class={`dot ${link.status ?? 'queued'}`}
              role="img"
              aria-label={statusText(link.status)}
              title={statusText(link.status)}
            />
            <bdi class="host">{host}</bdi>
            <span class="day">{`· ${dateText(link.updatedAt)}`}</span>
            <span class="minis">
              {link.tags.slice(0, 4).map((tag) => (
                <Fragment key={tag}>
                  <bdi>{tag}</bdi>{' '}
                </Fragment>
              ))}
            </span>
          </span>
        </span>
      </a>
      <span class="actions">
        <a href={link.url} target="_blank" rel="noreferrer" {...named('openOriginal')}>
          ↗
        </a>
        <button type="button" class="copy-link" {...named(copied ? 'copied' : 'copyLink')} onClick={copy}>
          {copied ? '✓' : '❐'}
        </button>
        <button type="button" class="edit-link" {...named('edit')} onClick={edit}>
          ✎
        </button>
        <button type="button" class="delete-link" {...named('delete')} onClick={() => void deleteLink(link)}>
          ×
        </button>
      </span>
    </li>
  );
}

function named(name: Parameters<typeof text>[0]) {
  return { 'aria-label': text(name), title: text(name) };
}
