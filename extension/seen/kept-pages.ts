import { openDatabase } from '../replica/open-database.ts';

/** Frozen pages that wait to be uploaded, by snapshot id; apart from the replica, which may be emptied at any time. */
async function pages() {
  return openDatabase<{ pages: { key: string; value: Blob } }>('stillpage-pages', 1, {
    upgrade(database) {
      database.createObjectStore('pages');
    },
  });
}

/** Keeps a page durably; rejects when the disk has no room. */
export async function keepPage(id: string, page: Blob): Promise<void> {
  const database = await pages();
  try {
    await database.put('pages', page, id);
  } finally {
    database.close();
  }
}

export async function keptPage(id: string): Promise<Blob | undefined> {
  const database = await pages();
  try {
    return await database.get('pages', id);
  } finally {
    database.close();
  }
}

/** Drops every page but those of the saves that still wait. */
export async function dropPages(alive: ReadonlySet<string>): Promise<void> {
  const database = await pages();
  try {
    for (const id of await database.getAllKeys('pages'))
      if (!alive.has(id)) await database.delete('pages', id);
  } finally {
    database.close();
  }
}
