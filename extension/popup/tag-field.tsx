import { mergeTags, normaliseTag, TAG_MAX_LENGTH, TAGS_MAX_COUNT } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import { completions } from '../replica/read-links.ts';
import { everyTag } from './every-tag.ts';
import { change, state } from './state.ts';

const COMPLETIONS_MAX = 6;

type Props = {
  /** Tells the page's field from that of a row being edited. */
  readonly id: 'tag' | 'edit';
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  /** Enter in an empty field. */
  readonly onSubmit: () => void;
};

/** Tags as chips with a field behind them: comma or Enter adds, Backspace takes the last back, arrows choose a completion. */
export function TagField({ id, tags, onChange, onSubmit }: Props) {
  const mine = state.field === id;
  const draft = mine ? state.draft : '';
  const offers = mine ? state.offers : [];
  const { offer } = state;
  const complete = async (typed: string) => {
    const all = await everyTag();
    // Overtaken by a later key stroke.
    if (state.draft === typed) change({ offers: completions(all, typed, tags, COMPLETIONS_MAX), offer: -1 });
  };
  const add = (given: string) => {
    const all = mergeTags(tags, tagsIn(given));
    // What is more than a link may have stays in the field.
    change({ draft: all.slice(TAGS_MAX_COUNT).join(', '), offers: [], offer: -1 });
    if (all.length > tags.length) onChange(all.slice(0, TAGS_MAX_COUNT));
  };

  const take = (value: string) => {
    change({ draft: value });
    if (/[,，]/.test(value)) add(value);
    else void complete(value);
  };
  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    // A Chinese or Japanese input method is still composing: its commas and words are not final.
    if (event.isComposing) change({ draft: event.currentTarget.value });
    else take(event.currentTarget.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0 && offers.length > 0) {
      // One place more than there are offers: past the last the arrow is back on what was typed.
      const places = offers.length + 1;
      change({ offer: ((offer + 1 + move + places) % places) - 1 });
    } else if (event.key === 'Enter' || (event.key === 'Tab' && draft !== '' && offers.length > 0)) {
      const picked = offers[offer] ?? (event.key === 'Tab' ? offers[0] : undefined);
      if (picked) add(picked.tag);
      else if (draft.trim() !== '') add(draft);
      else onSubmit();
    } else if (event.key === 'Backspace' && draft === '' && tags.length > 0) onChange(tags.slice(0, -1));
    else if (event.key === 'Escape' && offers.length > 0) change({ offers: [] });
    else return;
    event.preventDefault();
  };

  return (
    <div class="tag-field">
      {tags.map((tag) => (
        <span class="chip" key={tag}>
          <bdi>{tag}</bdi>
          <button
            type="button"
            aria-label={text('removeTag', tag)}
            onClick={() => onChange(tags.filter((other) => other !== tag))}
          >
            ×
          </button>
        </span>
      ))}
      <input
        id={`${id}-input`}
        onFocus={() => {
          if (!mine) change({ field: id, draft: '', offers: [], offer: -1 });
        }}
        value={draft}
        placeholder={tags.length === 0 ? text('addTag') : ''}
        aria-label={text('addTag')}
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls={`${id}-offers`}
        aria-activedescendant={offer >= 0 ? `${id}-offer-${offer}` : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={onInput}
        onCompositionEnd={(event) => take(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (draft.trim() !== '') add(draft);
        }}
      />
      {offers.length > 0 && (
        <div class="offers" id={`${id}-offers`} role="listbox" aria-label={text('tags')}>
          {offers.map((offered, index) => (
            <div
              key={offered.key}
              id={`${id}-offer-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === offer}
              onMouseDown={(event) => {
                event.preventDefault();
                add(offered.tag);
              }}
            >
              <bdi>{offered.tag}</bdi>
              <small>{offered.count}</small>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** Takes a half-typed tag along when the person saves without leaving the field. */
export function draftTags(id: 'tag' | 'edit' = 'tag'): string[] {
  const field = document.querySelector<HTMLInputElement>(`#${id}-input`);
  return tagsIn(field?.value ?? '');
}

/** Tags as the backend takes them: without control characters, none too long. */
function tagsIn(given: string): string[] {
  return given
    .split(/[,，]/)
    .map((tag) => normaliseTag(tag.replace(/\p{Cc}/gu, ' ').slice(0, TAG_MAX_LENGTH)))
    .filter(Boolean);
}
