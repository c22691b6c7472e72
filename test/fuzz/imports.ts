import { checkBookmark } from '@stillpage/lambda/library/import/check-bookmark.ts';
import { readFile } from '@stillpage/lambda/library/import/read-file.ts';
import type { ImportFormat } from '@stillpage/shared/schemas/import.ts';
import fc from 'fast-check';
import type { FuzzArea } from './fuzz-area.ts';
import { importText } from './import-text.ts';

const FORMATS: readonly (ImportFormat | undefined)[] = [undefined, undefined, 'html', 'csv', 'json', 'urls'];

/** The text as a body brings it: in pieces of any length. */
async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

/** Any file is read to its end, and what comes of it is an http address or told of as left out. */
export const IMPORTS: FuzzArea = {
  name: 'imports',
  shortRuns: 600,
  open: async () => ({
    properties: {
      reading: fc.asyncProperty(
        importText,
        fc.constantFrom(...FORMATS),
        fc.integer({ min: 1, max: 3000 }),
        async (text, format, length) => {
          const file = await readFile(inPieces(text, length), format);
          for await (const entry of file.entries) {
            if ('unreadable' in entry) continue;
            const leftOut: string[] = [];
            const kept = await checkBookmark(entry, { tags: [], folders: 'tags' }, (what) =>
              leftOut.push(what),
            );
            if (!kept && leftOut.length === 0) throw new Error('gone without a word');
            if (!kept) continue;
            const { protocol, username, password } = new URL(kept.url);
            if (!/^https?:$/.test(protocol) || username || password)
              throw new Error(`would keep ${kept.url}`);
            for (const one of [kept.title, kept.note, ...kept.tags])
              if (!one.isWellFormed()) throw new Error(`no text: ${JSON.stringify(one)}`);
            if (Number.isNaN(Date.parse(kept.created))) throw new Error(`no time: ${kept.created}`);
          }
        },
      ) as fc.IAsyncPropertyWithHooks<unknown>,
    },
    close: async () => {},
  }),
};
