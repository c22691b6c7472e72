import browser from '../browser.ts';
import { readSettings, SETTINGS_KEY } from '../settings.ts';

/** Forgets a backend with its token; the other settings stay, and the next known backend is not taken by itself. */
export async function forgetConnection(base: string): Promise<void> {
  const { connection, others = [], ...rest } = await readSettings();
  const left = others.filter((other) => other.base !== base);
  await browser.storage.local.set({
    [SETTINGS_KEY]: {
      ...rest,
      others: left,
      ...(connection && connection.base !== base ? { connection } : {}),
    },
  });
}
