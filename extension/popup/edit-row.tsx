import { NOTE_MAX_LENGTH } from '@stillpage/shared/schemas/limits.ts';
import { mergeTags } from '@stillpage/shared/tags.ts';
import { text } from '../messages.ts';
import type { ReplicaLink } from '../replica/database.ts';
import { editLink } from './edit-link.ts';
import { change, state } from './state.ts';
import { draftTags, TagField } from './tag-field.tsx';

/** A row of the list while its title, tags and note are being edited. */
export function EditRow({ link }: { readonly link: ReplicaLink }) {
  const { title = link.title, tags = link.tags, note = link.note ?? '' } = state.editing ?? {};
  const set = (changed: { title?: string; tags?: readonly string[]; note?: string }) =>
    change({ editing: { id: link.id, title, tags, note, ...changed } });
  const done = () =>
    void editLink(link, { title, tags: mergeTags(tags, draftTags('edit')), note: note.trim() });
  const cancel = () => change({ editing: undefined });
  return (
    <li>
      <form
        class="edit"
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && state.offers.length === 0) {
            event.preventDefault();
            cancel();
          }
        }}
      >
        <input
          id="edit-title"
          aria-label={text('title')}
          dir="auto"
          value={title}
          ref={(element) => {
            if (element && !element.dataset.met) {
              element.dataset.met = '1';
              element.focus();
              element.form?.scrollIntoView({ block: 'nearest' });
            }
          }}
          onInput={(event) => set({ title: event.currentTarget.value })}
        />
        <TagField id="edit" tags={tags} onChange={(changed) => set({ tags: changed })} onSubmit={done} />
        <textarea
          id="edit-note"
          rows={note ? 2 : 1}
          dir="auto"
          maxLength={NOTE_MAX_LENGTH}
          placeholder={text('addNote')}
          aria-label={text('note')}
          value={note}
          onInput={(event) => set({ note: event.currentTarget.value })}
        />
        <div class="row">
          <button type="button" onClick={cancel}>
            {text('cancel')}
          </button>
          <button type="submit" class="primary" id="edit-save">
            {text('done')}
          </button>
        </div>
      </form>
    </li>
  );
}
