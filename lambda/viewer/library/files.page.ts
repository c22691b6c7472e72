import type { Api } from './api.page.ts';
import type { LibraryWords } from './words.ts';

/** Bookmarks in from a file, and out into one. `say` shows a sentence; `changed` is told when links came in. */
export function makeFiles(api: Api, words: LibraryWords, say: (text: string) => void, changed: () => void) {
  type Report = { added: number; merged: number; unchanged: number; leftOut: { count: number } };
  type Line = { progress?: { read: number }; report?: Report; error?: { message: string } };

  async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
    const reader = body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader();
    let rest = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + read.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Line;
    }
  }

  async function bringIn(file: File): Promise<void> {
    say(words.importing);
    try {
      const response = await api.send('/import', { method: 'POST', body: file });
      let ended = words.noAnswer;
      if (response.body)
        for await (const { progress, report, error } of linesOf(response.body)) {
          if (progress) say(words.importing + progress.read);
          if (error) ended = words.failed + error.message;
          if (report)
            ended = `${report.added}${words.imported}${report.merged}${words.merged}${report.unchanged}${words.unchangedLinks}${report.leftOut.count}${words.leftOut}`;
        }
      say(ended);
    } catch (error) {
      say(error instanceof Error ? words.failed + error.message : words.noAnswer);
    }
    changed();
  }

  async function bringOut(): Promise<void> {
    const response = await api.send('/export?format=html');
    const anchor = document.createElement('a');
    anchor.href = URL.createObjectURL(await response.blob());
    anchor.download = 'stillpage-bookmarks.html';
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
  }

  return { bringIn, bringOut };
}
