import { type Token, Tokenizer } from 'parse5';
import { type Bookmark, type Reader, splitTags, timeOf } from './bookmark.ts';

/** Folders that every browser has: their names say nothing about what lies in them. */
const ROOT_FOLDERS = /^(bookmarks ?(menu|bar|toolbar)|other bookmarks|favou?rites bar)$/i;

type Open = { url: string; tags: string[]; created?: number };

/**
 * Reads bookmark files in the Netscape form (browsers, Pinboard, linkding, Raindrop) and Pocket's list, by their tags
 * alone: the form is not well-formed HTML, and a tree of 100,000 bookmarks would take a gigabyte.
 */
export const readHtml: Reader = async function* (text) {
  const done: Bookmark[] = [];
  const folders: (string | undefined)[] = [];
  let heading: { isRoot: boolean } | undefined;
  let pendingFolder: string | undefined;
  let link: Open | undefined;
  let last: Bookmark | undefined;
  let inNote = false;
  let words = '';

  const endLink = () => {
    if (!link) return;
    const { url, tags, created } = link;
    last = {
      url,
      tags,
      folders: folders.filter((name) => name !== undefined),
      ...(words.trim() ? { title: words.trim() } : {}),
      ...(created === undefined ? {} : { created }),
    };
    link = undefined;
    words = '';
  };
  const endNote = () => {
    const note = inNote ? words.trim() : '';
    inNote = false;
    if (last) done.push(note ? { ...last, note } : last);
    last = undefined;
    words = '';
  };

  const started = ({ tagName, attrs }: Token.TagToken) => {
    if (tagName === 'dd') {
      words = '';
      inNote = true;
    } else if (tagName === 'h3') {
      endNote();
      heading = {
        isRoot: attrs.some(({ name }) => /^(personal_toolbar|unfiled_bookmarks)_folder$/.test(name)),
      };
    } else if (tagName === 'dl') {
      endNote();
      folders.push(pendingFolder);
      pendingFolder = undefined;
    } else if (tagName === 'a') {
      endLink();
      endNote();
      const attribute = (name: string) => attrs.find((each) => each.name === name)?.value;
      const created = timeOf(attribute('add_date') ?? attribute('time_added'));
      link = {
        url: attribute('href') ?? '',
        tags: splitTags(attribute('tags') ?? ''),
        ...(created === undefined ? {} : { created }),
      };
    } else if (tagName === 'br' && inNote) words += '\n';
    else if (tagName === 'dt' || tagName === 'li') endNote();
  };
  const ended = (tagName: string) => {
    if (tagName === 'a') endLink();
    else if (tagName === 'h3' && heading) {
      const name = words.trim();
      pendingFolder = heading.isRoot || ROOT_FOLDERS.test(name) ? undefined : name;
      heading = undefined;
      words = '';
    } else if (tagName === 'dl') {
      endNote();
      folders.pop();
    }
  };
  const heard = ({ chars }: Token.CharacterToken) => {
    if (link || heading || inNote) words += chars;
  };
  const nothing = () => undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag: started,
      onEndTag: ({ tagName }) => ended(tagName),
      onCharacter: heard,
      onWhitespaceCharacter: heard,
      onNullCharacter: nothing,
      onComment: nothing,
      onDoctype: nothing,
      onEof: nothing,
    },
  );
  for await (const piece of text) {
    tokenizer.write(piece, false);
    yield* done.splice(0);
  }
  tokenizer.write('', true);
  endLink();
  endNote();
  yield* done;
};
