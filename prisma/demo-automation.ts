import type { z } from 'zod';
import type { CreateAutomation } from '../src/contract/automation.ts';

/** What the demo company's desk does by itself. */
export const AUTOMATIONS: z.input<typeof CreateAutomation>[] = [
  {
    name: 'Requests of the board are tagged',
    trigger: { on: 'opened' },
    condition: { field: 'requester_domain', op: 'is', value: ['board.northwind.example'] },
    actions: [
      { do: 'tag', add: ['vip'] },
      { do: 'note', text: '{{requester.name}} is on the board. Please keep them posted.' },
    ],
  },
  {
    name: 'Late first answers go to the leads',
    trigger: { on: 'sla', metric: 'first_response', threshold: '100' },
    actions: [
      {
        do: 'tell',
        who: ['assignee', 'lead'],
        text: 'Nobody has answered {{requester.name}} yet: {{ticket.number}}, {{ticket.title}}.',
      },
      { do: 'tag', add: ['late'] },
    ],
  },
  {
    name: 'Urgent incidents are looked at by two',
    trigger: { on: 'changed', fields: ['priority', 'kind'] },
    condition: {
      all: [
        { field: 'kind', op: 'is', value: ['incident'] },
        { field: 'priority', op: 'is', value: 1 },
        { field: 'tag', op: 'is_not', value: ['major'] },
      ],
    },
    delayMinutes: 10,
    actions: [
      { do: 'tag', add: ['major'] },
      { do: 'tell', who: ['lead'], text: '{{ticket.number}} is P1 now: {{ticket.title}}.' },
    ],
  },
  {
    name: 'What waits for an answer for long is resolved',
    // Of its calendar: three weeks of eight hours a day, and five days where somebody works around the clock.
    trigger: { on: 'idle', hours: 120 },
    condition: {
      all: [
        { field: 'state', op: 'is', value: ['on_hold'] },
        { field: 'hold_reason', op: 'is', value: ['awaiting_requester'] },
      ],
    },
    actions: [
      {
        do: 'resolve',
        code: 'answered',
        text: 'We have not heard from you, {{requester.first_name}}, so we take it that this is solved. Write here if it is not.',
      },
    ],
    // It would resolve at once what waits in the demo.
    enabled: false,
  },
];
