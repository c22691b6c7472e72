import { mergeTags, normaliseTag } from '@stillpage/shared/tags.ts';
import browser from '../browser.ts';
import { type MessageName, text } from '../messages.ts';
import type { Extra, Settings } from '../settings.ts';
import { changeSettings, current } from './change-settings.ts';

/** Hosts for pictures of other sites; asked for here only. */
const EVERYWHERE = { origins: ['*://*/*'] };

const EXTRAS: readonly (readonly [Extra, MessageName])[] = [
  ['pdf', 'keepPdf'],
  ['archive', 'keepArchive'],
];

/** What every save begins with. */
export function DefaultsPart() {
  const { defaultTags, visibility, extras = [] } = current();
  return (
    <section>
      <h2>{text('defaults')}</h2>
      <label for="default-tags">{text('defaultTags')}</label>
      <input
        id="default-tags"
        value={defaultTags.join(', ')}
        aria-describedby="default-tags-help"
        onChange={(event) =>
          void changeSettings({
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
          void changeSettings({ visibility: event.currentTarget.value === 'private' ? 'private' : 'link' })
        }
      >
        <option value="link">{text('visibilityLink')}</option>
        <option value="private">{text('visibilityPrivate')}</option>
      </select>
      {EXTRAS.map(([extra, label]) => (
        <Check
          key={extra}
          id={`keep-${extra}`}
          label={label}
          checked={extras.includes(extra)}
          set={(on) =>
            changeSettings({ extras: [...extras.filter((each) => each !== extra), ...(on ? [extra] : [])] })
          }
        />
      ))}
    </section>
  );
}

/** What the person may grant beyond the install, each with its reason. */
export function GrantsPart() {
  const { savedBadge = false, otherSites = false } = current();
  const granting = (asked: object, changed: (on: boolean) => Partial<Settings>) => async (on: boolean) => {
    const granted =
      !on || (await browser.permissions.request(asked as Parameters<typeof browser.permissions.request>[0]));
    if (!on)
      await browser.permissions
        .remove(asked as Parameters<typeof browser.permissions.remove>[0])
        .catch(() => {});
    await changeSettings(changed(on && granted));
  };
  return (
    <section>
      <h2>{text('grants')}</h2>
      <Check
        id="saved-badge"
        label="savedBadge"
        help="savedBadgeHelp"
        checked={savedBadge}
        set={granting({ permissions: ['tabs'] }, (on) => ({ savedBadge: on }))}
      />
      <Check
        id="other-sites"
        label="otherSites"
        help="otherSitesHelp"
        checked={otherSites}
        set={granting(EVERYWHERE, (on) => ({ otherSites: on }))}
      />
    </section>
  );
}

/** The language of the texts: the browser's, unless another is chosen. */
export function LanguagePart() {
  return (
    <section>
      <h2>{text('language')}</h2>
      <select
        id="language"
        aria-label={text('language')}
        value={current().language ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget;
          void changeSettings({ language: value === 'en' || value === 'zh_CN' ? value : undefined })
            .then(() => browser.runtime.sendMessage('language'))
            .catch(() => {})
            .then(() => location.reload());
        }}
      >
        <option value="">{text('languageBrowser')}</option>
        <option value="en">English</option>
        <option value="zh_CN">简体中文</option>
      </select>
    </section>
  );
}

function Check({
  id,
  label,
  help,
  checked,
  set,
}: {
  readonly id: string;
  readonly label: MessageName;
  readonly help?: MessageName;
  readonly checked: boolean;
  readonly set: (on: boolean) => Promise<void>;
}) {
  return (
    <>
      <label class="check" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-describedby={help ? `${id}-help` : undefined}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
        {text(label)}
      </label>
      {help && <small id={`${id}-help`}>{text(help)}</small>}
    </>
  );
}
