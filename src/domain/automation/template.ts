import { TEMPLATE_VARIABLES, type TemplateVariable } from '../../contract/templates.ts';
import { failField } from '../../lib/errors.ts';

export type TemplateValues = Record<TemplateVariable, string | null>;

const NAMED = /\{\{\s*([^{}]*?)\s*\}\}/g;

/**
 * @param variables what a text may name
 * @throws `invalid` for a text that names what there is not
 */
export function checkTemplate(text: string, field: string, variables: object = TEMPLATE_VARIABLES): void {
  const names = [...text.matchAll(NAMED)].map(([, name = '']) => name);
  const unknown = names.find((name) => !Object.hasOwn(variables, name));
  if (unknown === undefined) return;
  const known = Object.keys(variables).join(', ');
  failField(field, `There is no {{${unknown}}}. A text may name: ${known}.`);
}

/** The text with values for its names. What comes in is text, too, and is not read again. */
export function filled(text: string, values: Readonly<Record<string, string | null>>): string {
  return text.replace(NAMED, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  );
}

/** The values of a ticket. */
export function valuesOf(
  ticket: {
    number: string;
    title: string;
    priority: number;
    state: string;
    requester: { name: string };
    assignee: { name: string } | null;
    queue: { name: string };
  },
  agent: { name: string } | null = null,
): TemplateValues {
  return {
    'ticket.number': ticket.number,
    'ticket.title': ticket.title,
    'ticket.priority': `P${ticket.priority}`,
    'ticket.state': ticket.state.replaceAll('_', ' '),
    'requester.name': ticket.requester.name,
    'requester.first_name': ticket.requester.name.trim().split(/\s+/)[0] ?? '',
    'assignee.name': ticket.assignee?.name ?? null,
    'queue.name': ticket.queue.name,
    'agent.name': agent?.name ?? null,
  };
}
