/**
 * Whether typed letters are the beginning of a tag's readings: each syllable whole or by its first letters, as in
 * `yuedu`, `yd` or `yued`.
 */
export function matchesPinyin(readings: string, typed: string): boolean {
  // Places in the typed letters that the syllables so far may have reached.
  let reached = new Set([0]);
  for (const syllable of readings.split(' ')) {
    const next = new Set<number>();
    for (const from of reached)
      for (const reading of syllable.split('|'))
        for (let at = 0; at < reading.length && reading[at] === typed[from + at]; at += 1)
          next.add(from + at + 1);
    if (next.has(typed.length)) return true;
    reached = next;
  }
  return false;
}
