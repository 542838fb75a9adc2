import type { z } from 'zod';
import type { CreateItem } from '../../contract/catalogue.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { requireAdmin } from '../people/policy.ts';
import { directoryOf } from '../settings/directory.ts';
import { createItem } from './items.ts';

type Item = Omit<z.input<typeof CreateItem>, 'queueId'>;
type Field = NonNullable<Item['fields']>[number];

const text = (name: string, label: string, required = true): Field => ({
  type: 'text',
  name,
  label,
  required,
});
const why: Field = { type: 'paragraph', name: 'why', label: 'What do you need it for?', required: true };
const day = (name: string, label: string): Field => ({ type: 'date', name, label, required: true });
const pick = (name: string, label: string, options: string[], required = true): Field => ({
  ...{ type: 'choice', name, label, options, required },
});
const steps = (stages: string[][]) =>
  stages.flatMap((titles, index) => titles.map((title) => ({ title, stage: index + 1 })));

/** Ten items that most desks have. They go to the desk’s own queue, and nobody has to agree, until an admin says otherwise. */
const COMMON: readonly Item[] = [
  {
    ...{
      name: 'New laptop',
      icon: '💻',
      category: 'Hardware',
      description: 'A laptop for you or a new colleague.',
    },
    fields: [
      pick('model', 'Which one?', ['Light, for office work', 'Strong, for developers', 'Large, for design']),
      {
        type: 'choices',
        name: 'with',
        label: 'What comes with it?',
        options: ['Dock', 'Monitor', 'Headset', 'Mouse'],
      },
      day('by', 'By when?'),
      why,
    ],
  },
  {
    ...{
      name: 'Access to an application',
      icon: '🔑',
      category: 'Access',
      description: 'An account, or more rights.',
    },
    fields: [
      text('application', 'Which application?'),
      pick('role', 'What do you need to do there?', ['Read', 'Work in it', 'Administer it']),
      pick('lasts', 'For how long?', ['As long as I am here', 'Until a day']),
      {
        ...{ type: 'date', name: 'until', label: 'Until when?', required: true },
        when: { field: 'lasts', is: ['Until a day'] },
      },
      why,
    ],
  },
  {
    ...{
      name: 'Password reset',
      icon: '🔒',
      category: 'Access',
      description: 'You cannot sign in any more.',
      urgency: 1,
    },
    fields: [text('application', 'Where can you not sign in?'), text('account', 'By which account?', false)],
  },
  {
    ...{ name: 'Onboarding', icon: '🎉', category: 'People', description: 'A new colleague begins.' },
    fields: [
      text('name', 'Name'),
      text('job', 'As what?'),
      { type: 'person', name: 'manager', label: 'Whose team?', required: true },
      day('begins', 'First day'),
      pick('place', 'Where?', ['Office', 'At home', 'Both']),
    ],
    steps: steps([
      ['Create the account', 'Order the laptop'],
      ['Give access to applications', 'Prepare the desk'],
      ['Welcome on the first day'],
    ]),
  },
  {
    ...{ name: 'Offboarding', icon: '👋', category: 'People', description: 'A colleague leaves.' },
    fields: [
      { type: 'person', name: 'who', label: 'Who leaves?', required: true },
      day('leaves', 'Last day'),
      { type: 'person', name: 'heir', label: 'Who gets their files and mail?' },
    ],
    steps: steps([['Take the devices back', 'Hand files and mail over'], ['Close all accounts']]),
  },
  {
    ...{
      name: 'Software licence',
      icon: '📀',
      category: 'Software',
      description: 'A licence for a program.',
    },
    fields: [
      text('program', 'Which program?'),
      { type: 'number', name: 'count', label: 'How many?', required: true, min: 1, max: 1_000 },
      why,
    ],
  },
  {
    ...{ name: 'VPN', icon: '🌐', category: 'Access', description: 'Work from outside of the office.' },
    fields: [pick('device', 'On which device?', ['Company laptop', 'Phone', 'Other']), why],
  },
  {
    ...{
      name: 'Shared mailbox',
      icon: '📬',
      category: 'Access',
      description: 'One address for several people.',
    },
    fields: [
      text('address', 'Which address?'),
      { type: 'person', name: 'owner', label: 'Who answers for it?', required: true },
      { type: 'paragraph', name: 'members', label: 'Who reads it?', required: true },
    ],
  },
  {
    ...{
      name: 'Hardware repair',
      icon: '🛠️',
      category: 'Hardware',
      description: 'Something is broken.',
      urgency: 1,
    },
    fields: [
      pick('device', 'What is broken?', ['Laptop', 'Monitor', 'Phone', 'Printer', 'Something else']),
      text('tag', 'The number on its label', false),
      { type: 'paragraph', name: 'what', label: 'What happens?', required: true },
      pick('can_work', 'Can you work meanwhile?', ['Yes', 'With difficulty', 'No']),
    ],
  },
  {
    ...{
      name: 'Change request',
      icon: '🔁',
      category: 'Changes',
      description: 'Something that runs is to be changed.',
    },
    fields: [
      text('what', 'What is to be changed?'),
      { type: 'paragraph', name: 'why', label: 'Why?', required: true },
      { type: 'date', name: 'by', label: 'By when?' },
    ],
  },
];

/** Adds those whose names are not taken. */
export async function addCommonItems(ctx: Ctx): Promise<{ added: number }> {
  requireAdmin(ctx);
  return inTransaction(ctx, async (ctx) => {
    const { settings } = await directoryOf(ctx);
    const known = await ctx.db.catalogueItem.findMany({ select: { name: true } });
    const missing = COMMON.filter((item) => !known.some(({ name }) => name === item.name));
    for (const item of missing) await createItem(ctx, { ...item, queueId: settings.defaultQueueId });
    return { added: missing.length };
  });
}
