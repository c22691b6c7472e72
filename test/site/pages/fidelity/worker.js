addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (pathname.endsWith('/made-by-worker.svg')) {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#c40"/><circle cx="150" cy="100" r="70" fill="#fc0"/></svg>';
    event.respondWith(new Response(svg, { headers: { 'content-type': 'image/svg+xml' } }));
  }
  if (pathname.endsWith('/made-by-worker.css'))
    event.respondWith(new Response('h1{color:#06c;border-bottom:6px solid}', { headers: { 'content-type': 'text/css' } }));
  if (pathname.endsWith('/made-by-worker.txt')) event.respondWith(new Response('words made by the worker'));
});
