import { type WayOut, waysOf } from './way-out.ts';

const redirect = (status: number): WayOut => ({
  group: 'navigation',
  name: `redirect ${status}`,
  listens: '127.0.0.2',
  status,
  headers: (target) => ({ location: `${target}/` }),
});

/** Pages that move the window, or open another one, to a place inside; each is loaded by itself. */
export const NAVIGATIONS: readonly WayOut[] = [
  ...[301, 302, 303, 307, 308].map(redirect),
  {
    group: 'navigation',
    name: 'second redirect',
    listens: '127.0.0.2',
    status: 302,
    headers: (target) => ({ location: `/to?${encodeURIComponent(`${target}/`)}` }),
  },
  {
    group: 'navigation',
    name: 'redirect to a name',
    listens: '127.0.0.2',
    status: 302,
    headers: (target) => ({ location: `${target.replace('127.0.0.2', 'inside.test')}/` }),
  },
  {
    group: 'navigation',
    name: 'refresh header',
    listens: '127.0.0.2',
    headers: (target) => ({ refresh: `0;url=${target}/` }),
  },
  ...waysOf('navigation', undefined, 'html', {
    'meta refresh': (to) => `<meta http-equiv="refresh" content="0;url=${to}/">`,
    'form by script, GET': (to) => `<form id="f" action="${to}/"></form><script>f.submit()</script>`,
    'form by script, POST': (to) =>
      `<form id="f" method="post" action="${to}/"><input name="a" value="b"></form><script>f.requestSubmit()</script>`,
    'link clicked by script': (to) => `<a id="a" href="${to}/">x</a><script>a.click()</script>`,
    'link in a new window': (to) => `<a id="a" target="_blank" href="${to}/">x</a><script>a.click()</script>`,
    'link that downloads': (to) => `<a id="a" download href="${to}/">x</a><script>a.click()</script>`,
    'frame moves the top': (to) =>
      `<iframe srcdoc="<a id=a target=_top href='${to}/'>x</a><script>a.click()</script>"></iframe>`,
    'base of a link': (to) => `<base href="${to}/"><a id="a" href="x">x</a><script>a.click()</script>`,
  }),
  ...waysOf('navigation', undefined, 'script', {
    'frame of a frameset': (to) =>
      `const f = document.createElement('frameset'); f.innerHTML = '<frame src="${to}/">'; document.body.replaceWith(f)`,
    'location.href': (to) => `location.href = '${to}/'`,
    'location.replace': (to) => `location.replace('${to}/')`,
    'navigation.navigate': (to) => `navigation.navigate('${to}/')`,
    'window.open': (to) => `window.open('${to}/')`,
    'window.open noopener': (to) => `window.open('${to}/', '_blank', 'noopener,width=9')`,
    'blank window that moves': (to) => `const w = window.open('about:blank'); w.location = '${to}/'`,
    'later, by a timer': (to) => `setTimeout(() => { location = '${to}/' }, 200)`,
  }),
];
