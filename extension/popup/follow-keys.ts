/** The keys of the popup outside its fields: `/` to the search, arrows through the list, Ctrl+Enter saves. */
export function followKeys(signal: AbortSignal): void {
  addEventListener(
    'keydown',
    (event) => {
      const inField = (event.target as Element).matches('input, textarea');
      if (event.defaultPrevented) return;
      if (event.key === '/' && !inField) {
        event.preventDefault();
        document.querySelector<HTMLInputElement>('#search')?.focus();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveInList(event);
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
        document.querySelector<HTMLButtonElement>('#save')?.click();
    },
    { signal },
  );
}

/** Arrows walk from the search field through the rows. */
function moveInList(event: KeyboardEvent): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('.links .open')];
  const at = rows.indexOf(document.activeElement as HTMLAnchorElement);
  if (at === -1 && document.activeElement?.id !== 'search') return;
  const next =
    rows[at + (event.key === 'ArrowDown' ? 1 : -1)] ?? document.querySelector<HTMLElement>('#search');
  next?.focus();
  event.preventDefault();
}
