import { Fragment, type VNode } from 'preact';
import { dateText, text } from '../messages.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { copyLink } from './copy-link.ts';
import { deleteLink } from './edit-link.ts';
import { statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { change, state, stillAddress } from './state.ts';
import { Thumbnail } from './thumbnail.tsx';

/** Characters of a note in its line and, where the pointer rests on it, in full; a note may be a page long. */
const REMARK_MAX = 200;
const REMARK_TITLE_MAX = 1_000;

/** Rows as drawn: one whose link has not changed is not looked at again. */
const drawn = new WeakMap<ReplicaLink, VNode>();

/** The row of a link: it opens the still, its arrow the page itself. */
export function rowOf(link: ReplicaLink): VNode {
  if (state.copied === link.id) return <Row key={link.id} link={link} copied />;
  const row = drawn.get(link) ?? <Row key={link.id} link={link} />;
  drawn.set(link, row);
  return row;
}

function Row({ link, copied = false }: { readonly link: ReplicaLink; readonly copied?: boolean }) {
  const host = new URL(link.url).host.replace(/^www\./, '');
  const still = link.snapshotId && state.settings.connection ? stillAddress(link.snapshotId) : undefined;
  const copy = () => void copyLink(link.id, still ?? link.url);
  const { id, title, tags, note = '' } = link;
  const edit = () => change({ editing: { id, title, tags, note } });
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
          {note && (
            <span class="remark" dir="auto" title={note.slice(0, REMARK_TITLE_MAX)}>
              {note.slice(0, REMARK_MAX)}
            </span>
          )}
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
