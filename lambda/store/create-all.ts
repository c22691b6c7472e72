import { ok, type Result } from '@stillpage/shared/errors.ts';
import type { NewObject, Store } from './store.ts';

/** Makes objects that must not be there yet: for each, in order, nothing or why it could not be made (`conflict`). */
export async function createAll(store: Store, objects: readonly NewObject[]): Promise<Result<void>[]> {
  if (store.createMany) return await store.createMany(objects);
  return await Promise.all(
    objects.map(async ({ key, bytes }) => {
      const made = await store.put(key, bytes, { ifAbsent: true });
      return made.ok ? ok(undefined) : made;
    }),
  );
}
