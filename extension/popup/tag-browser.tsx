import { useSignal } from '@preact/signals';
import { tagKey } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import { chosenTags, everyTag, first, prepareSearch, prepareTags, showLinks, typed } from './state.ts';

/** Tags shown before "more". */
const TAGS_SHOWN = 24;

/** Search and tags: what is typed and chosen here decides the list below. */
export function TagBrowser() {
  const open = useSignal(false);
  const tags = open.value ? (everyTag.value ?? first.value.tags) : first.value.tags.slice(0, TAGS_SHOWN);
  const keys = new Set(chosenTags.value.map(tagKey));
  const toggle = (tag: string) => {
    chosenTags.value = keys.has(tagKey(tag))
      ? chosenTags.value.filter((other) => tagKey(other) !== tagKey(tag))
      : [...chosenTags.value, tag];
    void showLinks();
  };
  return (
    <section class="browse">
      <input
        id="search"
        type="search"
        placeholder={text('search')}
        aria-label={text('search')}
        dir="auto"
        value={typed.value}
        onFocus={() => void prepareSearch()}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          void showLinks();
        }}
      />
      {first.value.tags.length > 0 && (
        <fieldset class={open.value ? 'tags open' : 'tags'} aria-label={text('tags')}>
          {keys.size > 0 && (
            <button
              type="button"
              class="tag clear"
              onClick={() => {
                chosenTags.value = [];
                void showLinks();
              }}
            >
              {text('clearTags')}
            </button>
          )}
          {tags.map(({ key, tag, count }) => (
            <button
              type="button"
              class="tag"
              key={key}
              data-tag={tag}
              aria-pressed={keys.has(key)}
              onClick={() => toggle(tag)}
            >
              <bdi>{tag}</bdi>
              <small>{count}</small>
            </button>
          ))}
          {!open.value && first.value.tagsTotal > TAGS_SHOWN && (
            <button
              type="button"
              class="tag clear"
              onClick={() => {
                open.value = true;
                void prepareTags();
              }}
            >
              {text('moreTags')}
            </button>
          )}
        </fieldset>
      )}
    </section>
  );
}
