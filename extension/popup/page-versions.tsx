import { createClient } from '@stillpage/shared/client.ts';
import { dateText, text } from '../messages.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { change, state, stillAddress } from './state.ts';

/** When the page was saved before, and how often. */
export function SavedOn({ link: { id, updatedAt, versions } }: { readonly link: ReplicaLink }) {
  const day = text('savedOn', dateText(updatedAt));
  const { connection } = state.settings;
  if (!versions || !connection) return <>{day}</>;
  const show = async () => {
    const answer = await createClient(connection).versions(id);
    if (answer.ok) change({ versions: answer.value.versions });
  };
  return (
    <>
      {day} ·{' '}
      <button type="button" class="plain" id="versions" onClick={() => void show()}>
        {text('versionCount', versions)}
      </button>
    </>
  );
}

/** The versions of the page, each a link to its still. */
export function Versions() {
  if (!state.versions) return null;
  return (
    <ul class="versions">
      {state.versions.map(({ id, createdAt, status, source, visibility }) => (
        <li key={id}>
          <a
            href={stillAddress(id)}
            target="_blank"
            rel="noreferrer"
            onClick={visibility === 'private' ? (event) => openPrivate(event, id) : undefined}
          >
            {dateText(createdAt)}
          </a>{' '}
          <small>
            {statusText(status)}
            {source === 'browser' && ` · ${text('seenHere')}`}
          </small>
        </li>
      ))}
    </ul>
  );
}
