import { linkIdOf } from '@stillpage/shared/ids.ts';
import type { LinkAnswer } from '@stillpage/shared/schemas/link.ts';

const WORDS = [
  'browser',
  'still',
  'lambda',
  'garden',
  'release',
  'notes',
  'search',
  'memory',
  'paper',
  'river',
];
const CHINESE = ['架构', '设计', '网页', '快照', '搜索', '阅读', '成本', '案例', '生活', '工具'];

/** A library of links, half of them Chinese, with 300 tags; the same for the same size. */
export function linksOf(size: number): Promise<LinkAnswer[]> {
  return Promise.all(Array.from({ length: size }, (_, index) => linkOf(index, size)));
}

async function linkOf(index: number, size: number): Promise<LinkAnswer> {
  const words = index % 2 === 0 ? CHINESE : WORDS;
  const pick = (step: number) => words[(index * step + (index >> 3)) % words.length] ?? '';
  const url = `https://site${index % 977}.example/${index}/${encodeURIComponent(pick(3))}`;
  const at = new Date(Date.UTC(2026, 0, 1) - (size - index) * 60_000).toISOString();
  return {
    schema: 1,
    id: await linkIdOf(url),
    url,
    title: `${pick(1)} ${pick(7)} ${pick(3)} ${index}`,
    titleEdited: false,
    tags: [`t${index % 300}`, ...(index % 3 === 0 ? [`t${(index * 7) % 300}`] : [])],
    note: '',
    snapshotIds: [],
    createdAt: at,
    updatedAt: at,
    rev: 1,
  };
}
