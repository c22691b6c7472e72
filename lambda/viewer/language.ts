/** The languages the viewer speaks. */
export type Language = 'en' | 'zh-CN';

/** The first language of an Accept-Language header that the viewer speaks; English when there is none. */
export function languageOf(header: string | null): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = Number(/^\s*q=([\d.]+)$/.exec(parameters.join(';'))?.[1] ?? 1);
      return { tag: tag.toLowerCase(), quality, index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    if (/^zh\b/.test(tag)) return 'zh-CN';
    if (/^en\b/.test(tag)) return 'en';
  }
  return 'en';
}

const en = {
  still: 'Still',
  screenshot: 'Screenshot',
  text: 'Text',
  download: 'Download',
  pdf: 'PDF',
  original: 'Open the original',
  savedAt: (when: string) => `Saved ${when}`,
  seenByServer: 'as the server saw it',
  seenByBrowser: 'as the browser saw it',
  queued: 'Waiting for its turn',
  capturing: 'Being captured',
  done: 'Complete',
  partial: 'Partly complete',
  failed: 'Not captured',
  workingTitle: 'The still is being made',
  workingNote: 'This page shows it as soon as it is ready. You can close it meanwhile.',
  failedTitle: 'This page could not be captured',
  failedNote: 'The link and its tags are kept. Its owner can try again.',
  missing: (count: number) =>
    count === 1 ? '1 thing is missing from this still' : `${count} things are missing from this still`,
  more: (count: number) => `and ${count} more`,
  incomplete: 'This still is not complete',
  noStill: 'This snapshot has no still.',
  wall: {
    bot: 'The site showed a check for robots in place of the page.',
    captcha: 'The site showed a captcha in place of the page.',
    consent: 'The site showed a consent notice over the page.',
    login: 'The site showed a login in place of the page.',
  },
  httpStatus: (status: number) => `The site answered with the error ${status}.`,
  stages: {
    waiting: 'Waiting',
    launching: 'Starting a browser',
    loading: 'Loading the page',
    settling: 'Waiting for the page to settle',
    freezing: 'Freezing it into one file',
    picturing: 'Taking pictures',
    storing: 'Storing',
  },
  reasons: {
    'not-loaded': 'not loaded',
    'http-error': 'error of its server',
    'blocked-address': 'not on the public internet',
    'connection-failed': 'no connection',
    timeout: 'too slow',
    'too-large': 'too large',
    budget: 'over the size limit',
    unreadable: 'unreadable',
    unsupported: 'not supported',
    'artifact-failed': 'could not be made',
  },
  absentTitle: 'There is no snapshot here',
  absentNote:
    'If it was saved just now, it appears here as soon as the browser has sent it. Otherwise it was deleted, or the address is not complete.',
  privateTitle: 'This snapshot is private',
  privateNote:
    'Open it from your own library: the extension or the library page makes an address that works for a while.',
  unlikeTitle: 'These two cannot be compared',
  unlikeNote: 'They are not two versions of one page.',
  troubleTitle: 'The library cannot be read just now',
  troubleNote: 'Nothing is lost. Try again in a moment.',
  noText: 'No readable text was found on this page.',
  by: 'Kept by Stillpage',
  unchangedSince: (when: string) => `unchanged since ${when}`,
  changes: 'What changed',
  before: 'Before',
  after: 'After',
  differing: 'What differs, in red',
  noPicture: 'One of the two versions has no screenshot.',
  samePicture: 'The pictures are the same.',
  pictureDiffers: (share: string) => `${share} of the pixels differ.`,
  sameText: 'The text is the same.',
  textDiffers: (added: number, removed: number) => `${added} characters added, ${removed} removed.`,
  textCut: 'Only the first part of this long text was compared.',
  welcomeLead:
    'Keeps the web as you saw it: one click saves a page, with your tags, as a still that opens for as long as files can be read.',
  welcomeRunning: 'This is a Stillpage server, and it is running.',
  welcomeSteps: 'Connect the browser',
  welcomeStepList: [
    'Load the extension: the lines that the server printed at its start say where it is and how.',
    'Open the library above with the token, then click the extension’s icon on this page: it offers to connect. Or paste the connect string, which the server printed too, into its options; “stillpage token” shows it again.',
    'Open a page you want to keep, click the icon, add tags, save. The link is yours at once.',
  ],
  welcomeApi: 'For programs',
  welcomeApiNote: 'Every call is described in',
};
export type Words = typeof en;

const zh: Words = {
  still: '静页',
  screenshot: '截图',
  text: '正文',
  download: '下载',
  pdf: 'PDF',
  original: '打开原网页',
  savedAt: (when) => `保存于 ${when}`,
  seenByServer: '由服务器打开',
  seenByBrowser: '由浏览器打开',
  queued: '等待保存',
  capturing: '正在保存',
  done: '完整',
  partial: '部分完整',
  failed: '保存失败',
  workingTitle: '正在制作静页',
  workingNote: '完成后会自动显示在这里，你也可以先关闭本页。',
  failedTitle: '无法保存此网页',
  failedNote: '链接和标签都已保留，所有者可以重试。',
  missing: (count) => `此静页缺少 ${count} 项内容`,
  more: (count) => `以及另外 ${count} 项`,
  incomplete: '此静页不完整',
  noStill: '此快照没有静页。',
  wall: {
    bot: '网站显示的是机器人验证，而不是原网页。',
    captcha: '网站显示的是验证码，而不是原网页。',
    consent: '网站在页面上显示了同意声明。',
    login: '网站显示的是登录页，而不是原网页。',
  },
  httpStatus: (status) => `网站返回了错误 ${status}。`,
  stages: {
    waiting: '排队中',
    launching: '正在启动浏览器',
    loading: '正在打开网页',
    settling: '等待网页加载完毕',
    freezing: '正在合成单个文件',
    picturing: '正在截图',
    storing: '正在存储',
  },
  reasons: {
    'not-loaded': '未加载',
    'http-error': '对方服务器出错',
    'blocked-address': '不在公共互联网上',
    'connection-failed': '无法连接',
    timeout: '太慢',
    'too-large': '太大',
    budget: '超出大小限制',
    unreadable: '无法读取',
    unsupported: '不支持',
    'artifact-failed': '无法生成',
  },
  absentTitle: '这里没有快照',
  absentNote: '如果刚刚保存，浏览器发送完成后会显示在这里；否则它已被删除，或地址不完整。',
  privateTitle: '此快照是私密的',
  privateNote: '请从你自己的资料库打开：扩展或资料库页面会生成一个短时有效的地址。',
  unlikeTitle: '无法比较这两个快照',
  unlikeNote: '它们不是同一网页的两个版本。',
  troubleTitle: '暂时无法读取资料库',
  troubleNote: '没有丢失任何内容，请稍后再试。',
  noText: '此网页没有可读的正文。',
  by: '由 Stillpage 保存',
  unchangedSince: (when) => `自 ${when} 起没有变化`,
  changes: '有哪些变化',
  before: '之前',
  after: '之后',
  differing: '不同之处（红色）',
  noPicture: '两个版本中有一个没有截图。',
  samePicture: '两张截图相同。',
  pictureDiffers: (share) => `有 ${share} 的像素不同。`,
  sameText: '正文没有变化。',
  textDiffers: (added, removed) => `新增 ${added} 个字符，删除 ${removed} 个字符。`,
  textCut: '正文很长，只比较了前一部分。',
  welcomeLead: '按你看到的样子保存网页：点击一次，连同标签，存成一个多年后依然打得开的静页。',
  welcomeRunning: '这是一台正在运行的 Stillpage 服务器。',
  welcomeSteps: '连接浏览器',
  welcomeStepList: [
    '加载扩展：服务器启动时显示的文字说明了它的位置和加载方法。',
    '在上方用令牌打开资料库，再在此页点击扩展图标，它会提供连接按钮。也可以把连接串（启动时也会显示）粘贴到扩展的选项中；运行 “stillpage token” 可再次查看。',
    '打开要保存的网页，点击图标，添加标签，保存，立刻得到链接。',
  ],
  welcomeApi: '供程序使用',
  welcomeApiNote: '所有接口的说明见',
};

export function wordsOf(language: Language): Words {
  return language === 'zh-CN' ? zh : en;
}
