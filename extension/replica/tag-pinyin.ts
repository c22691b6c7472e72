import pinyin from 'tiny-pinyin';
import type { Replica } from './database.ts';

const HAN = /\p{Script=Han}/u;
/** Common characters with more than one reading; the list of readings knows one for each. */
const OTHER_READINGS: Readonly<Record<string, string>> = {
  ...{ 行: 'hang', 重: 'chong', 长: 'zhang', 乐: 'yue', 了: 'le|liao', 都: 'du', 还: 'huan', 觉: 'jiao' },
  ...{ 会: 'kuai', 调: 'tiao', 弹: 'tan', 传: 'zhuan', 藏: 'zang', 朝: 'zhao', 单: 'shan', 参: 'shen' },
  ...{ 省: 'xing', 系: 'ji', 校: 'jiao', 率: 'shuai', 地: 'de', 得: 'dei', 着: 'zhao', 只: 'zhi', 发: 'fa' },
  ...{ 曾: 'zeng', 石: 'dan', 便: 'pian', 种: 'chong', 降: 'xiang', 强: 'jiang', 薄: 'bo', 差: 'chai' },
  ...{ 厦: 'xia', 蚌: 'beng', 泊: 'po', 券: 'quan', 模: 'mu', 量: 'liang', 处: 'chu', 应: 'ying' },
};

/** The readings of a tag, syllable by syllable, `|` between those of one character; undefined without Chinese in it. */
export function pinyinOf(tag: string): string | undefined {
  if (!HAN.test(tag) || !pinyin.isSupported()) return undefined;
  return pinyin
    .parse(tag.toLowerCase())
    .filter(({ source }) => source.trim() !== '')
    .map(({ source, target }) => {
      const reading = target.toLowerCase();
      // The order of the browser's own collation runs `le` into `lao`.
      const others = [OTHER_READINGS[source], reading === 'lao' ? 'le' : undefined].filter(Boolean);
      return [reading, ...others].join('|');
    })
    .join(' ');
}

/** Writes the readings of Chinese tags that have none yet; for the background, which alone carries the table. */
export async function notePinyin(replica: Replica): Promise<void> {
  const transaction = replica.transaction('tags', 'readwrite');
  for (const tag of await transaction.store.getAll()) {
    const reading = tag.pinyin === undefined ? pinyinOf(tag.tag) : undefined;
    if (reading !== undefined) void transaction.store.put({ ...tag, pinyin: reading });
  }
  await transaction.done;
}
