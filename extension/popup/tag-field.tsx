import { useSignal } from '@preact/signals';
import { mergeTags, normaliseTag } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import type { ReplicaTag } from '../replica/database.ts';
import { completions } from '../replica/read-links.ts';
import { prepareTags } from './state.ts';

const COMPLETIONS_MAX = 6;

type Props = {
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  /** Enter in an empty field. */
  readonly onSubmit: () => void;
};

/** Tags as chips with a field behind them: comma or Enter adds, Backspace takes the last back, arrows choose a completion. */
export function TagField({ tags, onChange, onSubmit }: Props) {
  const draft = useSignal('');
  const offers = useSignal<readonly ReplicaTag[]>([]);
  const chosen = useSignal(-1);

  const offer = async (typed: string) => {
    const all = await prepareTags();
    if (draft.value !== typed) return;
    offers.value = completions(all, typed, tags, COMPLETIONS_MAX);
    chosen.value = -1;
  };
  const clear = () => {
    draft.value = '';
    offers.value = [];
    chosen.value = -1;
  };
  const add = (given: string) => {
    const added = given.split(/[,，]/).map(normaliseTag).filter(Boolean);
    clear();
    if (added.length > 0) onChange(mergeTags(tags, added));
  };

  const onInput = (event: InputEvent & { currentTarget: HTMLInputElement }) => {
    const value = event.currentTarget.value;
    draft.value = value;
    // A Chinese or Japanese input method is still composing: its commas and words are not final.
    if (event.isComposing) return;
    if (/[,，]/.test(value)) add(value);
    else void offer(value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (move !== 0 && offers.value.length > 0) {
      chosen.value = (chosen.value + move + offers.value.length + 1) % (offers.value.length + 1);
      if (chosen.value === offers.value.length) chosen.value = -1;
    } else if (
      event.key === 'Enter' ||
      (event.key === 'Tab' && draft.value !== '' && offers.value.length > 0)
    ) {
      const picked = offers.value[chosen.value] ?? (event.key === 'Tab' ? offers.value[0] : undefined);
      if (picked) add(picked.tag);
      else if (draft.value.trim() !== '') add(draft.value);
      else onSubmit();
    } else if (event.key === 'Backspace' && draft.value === '' && tags.length > 0)
      onChange(tags.slice(0, -1));
    else if (event.key === 'Escape' && offers.value.length > 0) offers.value = [];
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
        id="tag-input"
        value={draft.value}
        placeholder={tags.length === 0 ? text('addTag') : ''}
        aria-label={text('addTag')}
        role="combobox"
        aria-expanded={offers.value.length > 0}
        aria-controls="tag-offers"
        aria-activedescendant={chosen.value >= 0 ? `tag-offer-${chosen.value}` : undefined}
        autocomplete="off"
        spellcheck={false}
        onInput={onInput}
        onCompositionEnd={(event) => void offer((event.currentTarget as HTMLInputElement).value)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (draft.value.trim() !== '') add(draft.value);
        }}
      />
      {offers.value.length > 0 && (
        <div class="offers" id="tag-offers" role="listbox" aria-label={text('tags')}>
          {offers.value.map((offered, index) => (
            <div
              key={offered.key}
              id={`tag-offer-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen.value}
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
export function draftTags(): string[] {
  const field = document.querySelector<HTMLInputElement>('#tag-input');
  return (field?.value ?? '').split(/[,，]/).map(normaliseTag).filter(Boolean);
}
