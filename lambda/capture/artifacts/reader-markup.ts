import type { FrozenFrame } from '@stillpage/shared/freezer/frozen-frame.ts';
import { escapeMarkup } from '../freeze/assemble-frame.ts';

/**
 * A page's own document as its reader needs it: with its words and without its resources, sheets and frames. It is
 * there before the still, and a still of photographs is a thousand times longer.
 */
export function readerMarkup({ parts }: FrozenFrame): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.part === 'resource') return ` ${part.name}="data:,"`;
      // What is hidden by an attribute is not read.
      return part.part === 'css' && part.place === 'attribute' ? escapeMarkup(part.text) : '';
    })
    .join('');
}
