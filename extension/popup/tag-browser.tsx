import { tagKey } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import { everyTag } from './every-tag.ts';
import { ask, lookAhead, prepareSearch } from './list-links.ts';
import { change, state } from './state.ts';

/** Tags that two lines hold at most, and those that they hold always. */
const TAGS_CLOSED = 24;
const TAGS_FIT = 8;
/** Tags drawn with "more", and with each scroll to their end: of 20,000 at once the popup would stand still. */
const TAGS_STEP = 200;
/** Distance from the end of the tags at which more are drawn, in CSS pixels. */
const AHEAD_PX = 200;

/** Search and tags: what is typed and chosen here decides the list below. */
export function TagBrowser() {
  const { first, chosenTags, tagsShown } = state;
  const tags = (state.everyTag ?? first.tags).slice(0, tagsShown || TAGS_CLOSED);
  const showMore = () => {
    change({ tagsShown: tagsShown + TAGS_STEP });
    void everyTag();
  };
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
        <fieldset
          class={tagsShown > 0 ? 'tags open' : 'tags'}
          aria-label={text('tags')}
          onScroll={({ currentTarget: box }) => {
            const left = box.scrollHeight - box.scrollTop - box.clientHeight;
            if (tagsShown > 0 && left < AHEAD_PX && tagsShown < first.tagsTotal) showMore();
          }}
        >
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
          {tagsShown === 0 && first.tagsTotal > TAGS_FIT && (
            <button type="button" class="tag clear more" onClick={showMore}>
              {text('moreTags')}
            </button>
          )}
        </fieldset>
      )}
    </section>
  );
}
