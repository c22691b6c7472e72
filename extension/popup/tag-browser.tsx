import { tagKey } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import { change, prepareSearch, prepareTags, showLinks, state } from './state.ts';

/** Tags shown before "more". */
const TAGS_SHOWN = 24;

/** Search and tags: what is typed and chosen here decides the list below. */
export function TagBrowser() {
  const { first, chosenTags, tagsOpen } = state;
  const tags = tagsOpen ? (state.everyTag ?? first.tags) : first.tags.slice(0, TAGS_SHOWN);
  const keys = new Set(chosenTags.map(tagKey));
  const toggle = (tag: string) => {
    change({
      chosenTags: keys.has(tagKey(tag))
        ? chosenTags.filter((other) => tagKey(other) !== tagKey(tag))
        : [...chosenTags, tag],
    });
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
        value={state.typed}
        onFocus={() => void prepareSearch()}
        onInput={(event) => {
          change({ typed: event.currentTarget.value });
          void showLinks();
        }}
      />
      {first.tags.length > 0 && (
        <fieldset class={tagsOpen ? 'tags open' : 'tags'} aria-label={text('tags')}>
          {keys.size > 0 && (
            <button
              type="button"
              class="tag clear"
              onClick={() => {
                change({ chosenTags: [] });
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
          {!tagsOpen && first.tagsTotal > TAGS_SHOWN && (
            <button
              type="button"
              class="tag clear"
              onClick={() => {
                change({ tagsOpen: true });
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
