/** A change as its form holds it: every field present, times on the wall of its zone. Names are those of the API. */
import type { z } from 'zod';
import type { TemplateContent } from '../../../contract/change-templates.ts';
import type { ChangeType, EditChange, PlanChange, WholeChange } from '../../../contract/changes.ts';
import type { Ticket } from '../../../contract/tickets.ts';
import { instantOf, wallAt } from '../on-call/wall.ts';

export type PlanValues = {
  type: ChangeType;
  /** Empty: none. */
  templateId: string;
  /** Empty: the one for tickets that nothing else sends anywhere. */
  queueId: string;
  title: string;
  description: string;
  impact: string;
  reason: string;
  plan: string;
  testPlan: string;
  backoutPlan: string;
  links: { text: string; url: string }[];
  /** The position of an answer by the id of its question; empty: not answered. */
  answers: Record<string, string>;
  services: string[];
  startsAt: string;
  endsAt: string;
  implementerId: string | null;
  holdsAlerts: boolean;
};

export const fresh: PlanValues = {
  ...{ type: 'normal', templateId: '', queueId: '', title: '', description: '', impact: '3' },
  ...{ reason: '', plan: '', testPlan: '', backoutPlan: '', links: [], answers: {}, services: [] },
  ...{ startsAt: '', endsAt: '', implementerId: null, holdsAlerts: false },
};

export const ofTicket = ({ title, description, impact, assignee }: Ticket): PlanValues => ({
  ...fresh,
  ...{ title, description, impact: String(impact), implementerId: assignee?.id ?? null },
});

export const ofChange = (change: WholeChange): PlanValues => ({
  ...{ type: change.type, templateId: change.template?.id ?? '', queueId: '' },
  ...{ title: change.title, description: change.description, impact: String(change.impact) },
  ...{ reason: change.reason, plan: change.plan, testPlan: change.testPlan, backoutPlan: change.backoutPlan },
  links: change.links,
  answers: Object.fromEntries(Object.entries(change.answers).map(([id, at]) => [id, String(at)])),
  services: change.services.map(({ id }) => id),
  startsAt: change.startsAt ? wallAt(Date.parse(change.startsAt), change.timeZone) : '',
  endsAt: change.endsAt ? wallAt(Date.parse(change.endsAt), change.timeZone) : '',
  ...{ implementerId: change.implementer?.id ?? null, holdsAlerts: change.holdsAlerts },
});

/** What it is with a template; what was written already stays. */
export const withTemplate = (values: PlanValues, id: string, content: TemplateContent): PlanValues => ({
  ...values,
  ...{ type: 'standard', templateId: id, holdsAlerts: content.holdsAlerts, impact: String(content.impact) },
  title: values.title || content.title,
  description: values.description || content.description,
});

const at = (wall: string, timeZone: string): string | null =>
  wall === '' ? null : new Date(instantOf(wall, timeZone)).toISOString();

/** So many minutes later by the clock of the zone. */
export const laterWall = (wall: string, minutes: number, timeZone: string): string =>
  wallAt(instantOf(wall, timeZone) + minutes * 60_000, timeZone);

function contentOf(values: PlanValues, timeZone: string) {
  const { title, description, impact, reason, plan, testPlan, backoutPlan, links, services } = values;
  const answers = Object.entries(values.answers).filter(([, position]) => position !== '');
  return {
    ...{ title, description, reason, plan, testPlan, backoutPlan, links, services },
    impact: Number(impact) as 1 | 2 | 3,
    answers: Object.fromEntries(answers.map(([id, position]) => [id, Number(position)])),
    startsAt: at(values.startsAt, timeZone),
    endsAt: at(values.endsAt, timeZone),
    ...{ implementerId: values.implementerId, holdsAlerts: values.holdsAlerts },
  };
}
type Content = ReturnType<typeof contentOf>;

/** Of a standard change its template decides these. */
const FIXED: readonly string[] = ['reason', 'plan', 'testPlan', 'backoutPlan', 'services'];

/** Only what is otherwise than it was, so that two people do not undo each other's changes to other parts. */
function changedPart(was: PlanValues, values: PlanValues, timeZone: string): Partial<Content> {
  const [before, after] = [contentOf(was, timeZone), contentOf(values, timeZone)];
  const isChanged = (key: string) =>
    JSON.stringify(before[key as keyof Content]) !== JSON.stringify(after[key as keyof Content]);
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key]) => isChanged(key) && !(values.type === 'standard' && FIXED.includes(key)),
    ),
  );
}

/** @param was as it begins: empty, or the ticket that becomes a change */
export function planned(
  was: PlanValues,
  values: PlanValues,
  timeZone: string,
  ticket: string | undefined,
): z.input<typeof PlanChange> {
  const { type, templateId, queueId, holdsAlerts } = values;
  return {
    ...changedPart(was, values, timeZone),
    ...{ type, timeZone },
    ...(type === 'standard' ? { templateId, holdsAlerts } : {}),
    ...(ticket ? { ticket } : queueId ? { queueId } : {}),
  };
}

export const edited = (
  number: string,
  was: PlanValues,
  values: PlanValues,
  timeZone: string,
): z.input<typeof EditChange> => ({
  number,
  ...changedPart(was, values, timeZone),
  ...(values.type === was.type ? {} : { type: values.type }),
});
