import { expect, test } from 'vitest';
import { PATIENCE_MS, patienceWith, siteOf } from './patience.ts';

test('a site is its registrable name, and a host without one stands for itself', () => {
  expect(siteOf('https://www.a.example.org/x')).toBe('example.org');
  expect(siteOf('https://static.news.co.uk/')).toBe('news.co.uk');
  expect(siteOf('https://img.sina.com.cn/')).toBe('sina.com.cn');
  expect(siteOf('http://127.0.0.1:8042/')).toBe('127.0.0.1:8042');
  expect(siteOf('http://localhost:1/')).toBe('localhost:1');
  expect(siteOf('no address')).toBe('');
});

test('the own site is waited for longest, other sites for their pictures longer than for their scripts', () => {
  const page = 'https://www.example.org/a';
  const own = patienceWith('Script', 'https://cdn.example.org/app.js', page);
  const picture = patienceWith('Image', 'https://pictures.test/a.png', page);
  const script = patienceWith('Script', 'https://counter.test/c.js', page);

  expect(own).toBe(PATIENCE_MS);
  expect(picture).toBeLessThan(own);
  expect(script).toBeLessThan(picture);
});
