import browser from '../browser.ts';

/** Keeps content scripts and pages from ever reading the token, where the browser can. */
export async function shutStorage(): Promise<void> {
  const area = browser.storage.local as unknown as {
    setAccessLevel?: (level: { accessLevel: string }) => Promise<void>;
  };
  await area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
