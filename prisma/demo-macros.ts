import type { z } from 'zod';
import type { CreateMacro } from '../src/contract/macros.ts';

/** What agents of the demo company say and do again and again. */
export const MACROS: Omit<z.input<typeof CreateMacro>, 'reach'>[] = [
  {
    name: 'Ask for a screenshot',
    description: 'When the words alone do not say what is wrong',
    reply:
      'Hello {{requester.first_name}}, could you send us a picture of what you see? You can paste it here.\n{{agent.name}}',
    actions: [
      { do: 'assign', to: 'me' },
      { do: 'hold', reason: 'awaiting_requester' },
    ],
  },
  {
    name: 'Greeting',
    reply:
      'Hello {{requester.first_name}}, thank you for {{ticket.number}}. I am looking at it now.\n{{agent.name}}',
  },
  {
    name: 'Solved by a restart',
    actions: [
      { do: 'assign', to: 'me' },
      { do: 'tag', add: ['restart'] },
      {
        do: 'resolve',
        code: 'fixed',
        text: 'Good to hear that it works again after the restart, {{requester.first_name}}. Write here if it comes back.',
      },
    ],
  },
];
