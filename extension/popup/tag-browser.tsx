import { tagKey } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import { everyTag } from './every-tag.ts';
import { ask, lookAhead, prepareSearch } from './list-links.ts';
import { change, state } from './state.ts';

/** Tags shown before "more". */
const TAGS_SHOWN = 24;

/** Search and tags: what is typed and chosen here decides the list below. */
export function TagBrowser() {
  const { first, chosenTags, tagsOpen } = state;
  const tags = tagsOpen ? (state.everyTag ?? first.tags) : first.tags.slice(0, TAGS_SHOWN);
  const keys = new Set(chosenTags.map(tagKey));
  const toggled = (tag: string) => {
    const others = chosenTags.filter((other) => tagKey(other) !== tagKey(tag));
    return keys.has(tagKey(tag)) ? others : [...others, tag];
  };
  const soon = (tag: string) => {
    const chosen = toggled(tag);
    if (chosen.length > 0) void lookAhead(chosen);
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
        onInput={(event) => void ask({ typed: event.currentTarget.value })}
      />
      {first.tags.length > 0 && (
        <fieldset class={tagsOpen ? 'tags open' : 'tags'} aria-label={text('tags')}>
          {keys.size > 0 && (
            <button type="button" class="tag clear" onClick={() => void ask({ chosenTags: [] })}>
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
              onPointerEnter={() => soon(tag)}
              onFocus={() => soon(tag)}
              onClick={() => void ask({ chosenTags: toggled(tag) })}
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
                void everyTag();
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
