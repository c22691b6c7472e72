import { dateText, text } from '../messages.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { statusText } from './link-status.ts';
import { openPrivate } from './open-private.ts';
import { showMore, state, stillAddress } from './state.ts';

/** Distance from the list's end at which older links are read, in CSS pixels. */
const AHEAD_PX = 400;

/** The links that match, newest first; the row opens the still, the arrow the page itself. */
export function LinkList() {
  const { links: shown, typed, chosenTags } = state;
  if (shown.length === 0)
    return <p class="empty">{text(typed.trim() !== '' || chosenTags.length > 0 ? 'noHits' : 'noLinks')}</p>;
  return (
    <ul
      class="links"
      id="links"
      onScroll={(event) => {
        const list = event.currentTarget;
        if (list.scrollHeight - list.scrollTop - list.clientHeight < AHEAD_PX) void showMore();
      }}
    >
      {shown.map((link) => (
        <Row key={link.id} link={link} />
      ))}
    </ul>
  );
}

function Row({ link }: { readonly link: ReplicaLink }) {
  const host = new URL(link.url).host.replace(/^www\./, '');
  const still = link.snapshotId && state.settings.connection ? stillAddress(link.snapshotId) : undefined;
  return (
    <li>
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
        <span
          class={`dot ${link.status ?? 'queued'}`}
          role="img"
          aria-label={statusText(link.status)}
          title={statusText(link.status)}
        />
        <span class="words">
          <span class="name" dir="auto">
            {link.title || link.url}
          </span>
          <span class="meta">
            <bdi>{host}</bdi> · {dateText(link.updatedAt)}
            {link.tags.slice(0, 4).map((tag) => (
              <bdi class="mini" key={tag}>
                {tag}
              </bdi>
            ))}
          </span>
        </span>
      </a>
      <a
        class="original"
        href={link.url}
        target="_blank"
        rel="noreferrer"
        aria-label={text('openOriginal')}
        title={text('openOriginal')}
      >
        ↗
      </a>
    </li>
  );
}
