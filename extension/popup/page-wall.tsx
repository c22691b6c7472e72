import { type MessageName, text } from '../messages.ts';
import { savePage } from './save-page.ts';
import { state } from './state.ts';
import { TryAgain } from './try-again.tsx';

const WALLS = { bot: 'wallBot', captcha: 'wallBot', login: 'wallLogin', consent: 'wallConsent' } as const;

/** What the site showed the server in the page's place; undefined when it showed the page. */
export function wallText(): MessageName | undefined {
  const { record, known, savedSeen } = state;
  if (savedSeen || !record || record.id !== known?.snapshotId || record.source === 'browser')
    return undefined;
  if (record.wall) return WALLS[record.wall];
  return record.status === 'failed' ? 'wallFailed' : undefined;
}

/** Says what the server met, and offers the ways around it. */
export function PageWall() {
  const wall = wallText();
  if (!wall) return null;
  return (
    <div class="wall" role="status">
      <span class="wall-text">{text(wall)}</span>
      <div class="row">
        {state.record?.status === 'failed' && <TryAgain id={state.record.id} />}
        <SeenButton />
      </div>
    </div>
  );
}

/** Saves the page as this tab shows it. */
export function SeenButton() {
  return (
    <button type="button" id="save-seen" title={text('saveSeenHelp')} onClick={() => void savePage(true)}>
      {text('saveSeen')}
    </button>
  );
}
