import type { Api, Link } from './api.page.ts';
import type { Elements } from './elements.page.ts';
import type { LibraryWords } from './words.ts';

/** The dialogs that change one link: its words, and its versions. `changed` is told when the list is to be shown anew. */
export function makeDialogs(
  api: Api,
  { make, button, labelled, dialog }: Elements,
  words: LibraryWords & { readonly status: Readonly<Record<string, string>> },
  language: string,
  changed: (said?: string) => void,
) {
  type Version = { id: string; status: string; createdAt: string; unchangedSince?: unknown };
  const why = (error: unknown) => {
    if (!(error instanceof Error)) return words.noAnswer;
    return error.cause === 'conflict' ? words.conflict : words.failed + error.message;
  };

  function edit(link: Link): void {
    const [title, titleField] = labelled(words.title, link.title);
    const [tags, tagsField] = labelled(words.tags, link.tags.join(', '));
    const [note, noteField] = labelled(words.note, link.note, 4);
    const problem = make('p', 'problem');
    problem.setAttribute('role', 'alert');
    const form = make('form', 'edit', title, tags, note, problem) as HTMLFormElement;
    const buttons = make('p', 'doings', make('button', 'main', words.save));
    form.append(buttons);
    const shown = dialog(words.edit, form);
    buttons.append(button(words.cancel, () => shown.close()));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const wanted = tagsField.value.split(/[,，]/).map((tag) => tag.trim());
      const patch = {
        title: titleField.value,
        tags: wanted.filter((tag) => tag !== ''),
        note: noteField.value,
      };
      try {
        await api.call(`/links/${link.id}`, 'PATCH', patch, { headers: { 'if-match': `"${link.rev}"` } });
        shown.close();
        changed();
      } catch (error) {
        problem.textContent = why(error);
      }
    });
  }

  async function versions(link: Link): Promise<void> {
    const list = make('ol', 'versions');
    const problem = make('p', 'problem');
    const shown = dialog(`${words.versions}: ${link.title || link.url}`, list, problem);
    const again = async () => {
      try {
        await api.call('/snapshots', 'POST', { url: link.url });
        shown.close();
        changed(words.queued);
      } catch (error) {
        problem.textContent = why(error);
      }
    };
    shown.append(
      make(
        'p',
        'doings',
        button(words.capture, again, 'main'),
        button(words.close, () => shown.close()),
      ),
    );
    const remove = async (id: string) => {
      try {
        await api.call(`/snapshots/${id}`, 'DELETE');
        await fill();
        changed();
      } catch (error) {
        problem.textContent = why(error);
      }
    };
    const fill = async () => {
      const found = await api.call<{ versions: Version[] }>(`/links/${link.id}/versions`);
      list.replaceChildren(
        ...found.versions.map((version, index) => itemOf(version, found.versions[index + 1], remove)),
      );
    };
    await fill().catch((error: unknown) => {
      problem.textContent = why(error);
    });
  }

  function itemOf(version: Version, before: Version | undefined, remove: (id: string) => void): HTMLElement {
    const date = new Date(version.createdAt).toLocaleString(language);
    const open = make('a', '', date) as HTMLAnchorElement;
    open.href = `/s/${version.id}`;
    open.target = '_blank';
    const item = make('li', '', open);
    if (version.unchangedSince) item.append(make('span', 'chip', words.unchanged));
    else if (version.status !== 'done')
      item.append(make('span', `chip ${version.status}`, words.status[version.status] ?? version.status));
    else if (before) {
      const compare = make('a', '', words.compare) as HTMLAnchorElement;
      compare.href = `/s/${before.id}/diff/${version.id}`;
      compare.target = '_blank';
      item.append(compare);
    }
    item.append(button(words.removeVersion, () => remove(version.id)));
    return item;
  }

  return { edit, versions };
}
