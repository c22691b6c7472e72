import { readSettings, type Settings, writeSettings } from '../settings.ts';

let settings: Settings = await readSettings();
let draw = () => {};

export const current = () => settings;

export function drawSettingsWith(drawing: () => void): void {
  draw = drawing;
  draw();
}

/** Writes a change of the settings and draws the page anew. */
export async function changeSettings(changed: Partial<Settings> = {}): Promise<void> {
  await writeSettings(changed);
  settings = await readSettings();
  draw();
}
