// Saves pages into a folder that others write too, without any server: node save-child.ts FOLDER NAME
import { openRecords } from '@stillpage/lambda/library/records.ts';
import { save } from '@stillpage/lambda/library/save.ts';
import { openFolderStore } from '@stillpage/lambda/store/folder-store.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const store = await openFolderStore(folder);
if (!store.ok) throw new Error(store.error.message);
const records = openRecords(store.value, () => undefined);
for (const path of ['shared-1', 'shared-2', name]) {
  const saved = await save(records, { url: `https://example.org/${path}`, tags: [name, 'all'] });
  if (!saved.ok) throw new Error(saved.error.message);
  const { snapshot } = saved.value;
  process.stdout.write(`${JSON.stringify({ id: snapshot.id, linkId: snapshot.linkId, name })}\n`);
}
