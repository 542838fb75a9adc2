import type { Card } from '../../contract/card.ts';
import type { Message } from '../channel.ts';

/** What somebody gets who tries out how they are paged. */
export const testCard = (url: string): Card => ({
  title: 'This is a test page',
  tone: 'neutral',
  blocks: [
    { type: 'text', text: 'Nothing is wrong: alerts will reach you here.' },
    { type: 'link', text: 'How I am paged', url },
  ],
});

/** The code by which somebody proves that a number is theirs. */
export const codeMessage = (code: string): Message => ({
  ...{ type: 'said', author: null, text: `${code} is your code for Deskbell. It works for 10 minutes.` },
  ...{ edited: false, internal: false, attachments: [] },
});
