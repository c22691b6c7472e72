import { ok, type Result } from '@stillpage/shared/errors.ts';
import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { CATALOG_BUILDING, CATALOG_POINTER } from '../keys.ts';
import { CATALOG_VERSION } from './lance.ts';

const generationName = z.string().regex(/^g[0-9a-z]{1,40}$/);

const pointerSchema = z.object({
  version: z.number(),
  generation: generationName,
  /** When the index was left with nothing pending, in ms since 1970. */
  closed: z.number().optional(),
  /** Places in the change feed that may have been given out, whether their rows were written or not. */
  reserved: z.number().optional(),
});
/** `catalog/current.json`: names the index generation in use. */
export type Pointer = z.infer<typeof pointerSchema>;

const buildingSchema = z.object({
  version: z.number(),
  generation: generationName,
  /** In ms since 1970: records written later may be in it as they were before. */
  begun: z.number(),
});
/** `catalog/building.json`: names the generation that is being built; whoever was killed over it goes on with it. */
export type Building = z.infer<typeof buildingSchema>;

type WithStore = { readonly store: Store };

/** What the pointer says, of whatever version, and the etag to replace it by; both undefined when there is none that can be read. */
export async function readPointer({
  store,
}: WithStore): Promise<Result<{ pointer: Pointer | undefined; etag: string | undefined }>> {
  const stored = await store.get(CATALOG_POINTER);
  if (!stored.ok) return stored;
  return ok({ pointer: stored.value && parsed(pointerSchema, stored.value.bytes), etag: stored.value?.etag });
}

/** Puts a pointer in the place of the one with this etag, or of none. */
export async function swapPointer(
  { store }: WithStore,
  pointer: Omit<Pointer, 'version'>,
  etag: string | undefined,
): Promise<Result<{ etag: string }>> {
  const bytes = bytesOf({ version: CATALOG_VERSION, ...pointer });
  return await store.put(CATALOG_POINTER, bytes, etag === undefined ? { ifAbsent: true } : { ifMatch: etag });
}

/** Changes what is said of the generation in use; one that another process swapped meanwhile stays. False when it is not written. */
export async function updatePointer(source: WithStore, pointer: Omit<Pointer, 'version'>): Promise<boolean> {
  const now = await readPointer(source);
  if (!now.ok || now.value.pointer?.generation !== pointer.generation) return false;
  const written = await swapPointer(source, pointer, now.value.etag);
  return written.ok;
}

/** Name of the generation in use; undefined when there is none that this version can read. */
export async function generationInUse(source: WithStore): Promise<Result<string | undefined>> {
  const now = await readPointer(source);
  if (!now.ok) return now;
  return ok(now.value.pointer?.version === CATALOG_VERSION ? now.value.pointer.generation : undefined);
}

export async function readBuilding({ store }: WithStore): Promise<Building | undefined> {
  const stored = await store.get(CATALOG_BUILDING);
  return stored.ok && stored.value ? parsed(buildingSchema, stored.value.bytes) : undefined;
}

/** Where it cannot be written, a build that is cut off begins anew. */
export async function noteBuilding({ store }: WithStore, building: Building): Promise<void> {
  await store.put(CATALOG_BUILDING, bytesOf(building));
}

export async function forgetBuilding({ store }: WithStore): Promise<void> {
  await store.delete(CATALOG_BUILDING);
}

function bytesOf(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
