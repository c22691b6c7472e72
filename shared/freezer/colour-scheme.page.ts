/** True when this frame was shown to somebody who prefers dark pages; a frame may see another scheme than its parent. */
export function prefersDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/** A media query that holds for whoever reads the still as it held for the page: the scheme is the one it was seen in. */
export function mediaAsSeen(media: string, dark: boolean): string {
  return media.replace(
    /\(\s*prefers-color-scheme\s*(?::\s*([a-z-]+)\s*)?\)/gi,
    (_, scheme: string | undefined) =>
      scheme === undefined || (scheme.toLowerCase() === 'dark') === dark
        ? '(min-width: 0px)'
        : '(max-width: 0px)',
  );
}

/** The value of `color-scheme` with the choice made, when it leaves one. */
export function schemeAsSeen(value: string, dark: boolean): string {
  const words = value.toLowerCase().trim().split(/\s+/);
  return words.includes('light') && words.includes('dark') ? `only ${dark ? 'dark' : 'light'}` : value;
}
