/** In any page of the extension: the links in its replica; none while there is no replica yet. */
export async function replicaCount(): Promise<number> {
  // Whoever opens it first makes it: only the extension knows what belongs into it.
  if (!(await indexedDB.databases()).some(({ name }) => name === 'stillpage')) return 0;
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('stillpage');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('pages').objectStore('pages').getAll();
      reading.onsuccess = () => {
        opening.result.close();
        resolve((reading.result as { links: unknown[] }[]).reduce((sum, { links }) => sum + links.length, 0));
      };
    };
  });
}
