/**
 * An address as the index of a web archive sorts it (SURT): host backwards, so that a site's addresses stand together,
 * without scheme and `www.`, in small letters, with the query's parameters in order.
 */
export function searchKey(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url.toLowerCase());
  const host = /^[\d.]+$|^\[/.test(hostname)
    ? hostname
    : hostname
        .replace(/^www\d*\./, '')
        .split('.')
        .reverse()
        .join(',');
  searchParams.sort();
  const query = searchParams.toString();
  return `${host}${port ? `:${port}` : ''})${pathname}${query ? `?${query}` : ''}`.replaceAll(' ', '%20');
}
