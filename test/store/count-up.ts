// Counts a shared object up in a process of its own: node count-up.ts FOLDER TIMES
import { openFolderStore } from '@stillpage/lambda/store/folder-store.ts';
import type { Result } from '@stillpage/shared/errors.ts';

const [folder = '', times = '1'] = process.argv.slice(2);
const store = value(await openFolderStore(folder));
for (let done = 0; done < Number(times); ) {
  const seen = value(await store.get('count.json'));
  const next = Number(new TextDecoder().decode(seen?.bytes)) + 1;
  const written = await store.put('count.json', Buffer.from(String(next)), { ifMatch: seen?.etag ?? '' });
  if (written.ok) {
    done += 1;
    process.stdout.write(`${next}\n`);
  }
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
