/** What texts of rules, macros and recurring work may name, as `{{ticket.number}}`, and what that is. */
export const TEMPLATE_VARIABLES = {
  'ticket.number': 'its number, such as INC-12',
  'ticket.title': 'what it is about',
  'ticket.priority': 'P1 to P5',
  'ticket.state': 'its state, in words',
  'requester.name': 'who asked',
  'requester.first_name': 'the first word of that name',
  'assignee.name': 'who has it; empty if nobody has',
  'queue.name': 'where it waits',
  'agent.name': 'who uses a macro; empty where the desk acts by itself',
} as const;
export type TemplateVariable = keyof typeof TEMPLATE_VARIABLES;
