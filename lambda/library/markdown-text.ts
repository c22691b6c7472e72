/**
 * Markdown without the marks that only carry looks or addresses; what it says stays, line by line. The text is a
 * stranger's: every repetition is bounded, so that no text takes longer than its length.
 */
export function withoutMarks(text: string): string {
  return text
    .replace(/!?\[([^\]\n]{0,300})\]\([^)\s]{0,2000}(?: "[^"\n]{0,300}")?\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)([^\n]{0,300}?\S)\1/g, '$2')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]{0,300}\S)\*(?![\w*])/g, '$1')
    .replace(/`([^`\n]{1,300})`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!>~|])/g, '$1')
    .replace(/^#{1,6}[ \t]{1,20}/gm, '')
    .replace(/^[ \t]{0,20}[-*+][ \t]{1,20}/gm, '• ')
    .trim();
}
