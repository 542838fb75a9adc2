import type { EscalationPolicy } from '../../../contract/escalation.ts';
import { useCalendars } from '../../ui/calendar-select.tsx';
import { usePeopleNames } from '../../ui/people-found.tsx';
import { useNames } from '../settings/names.ts';
import type { PolicyNames } from './policy-words.ts';
import { useSchedules } from './use-schedules.ts';
import { useWebhooks } from './use-webhooks.ts';

/** The names of whom these policies page. */
export function usePolicyNames(policies: readonly Pick<EscalationPolicy, 'steps'>[]): PolicyNames {
  const targets = policies.flatMap(({ steps }) => steps.flatMap(({ page }) => page));
  const ids = targets.flatMap((target) =>
    target.who === 'person' && target.personId ? [target.personId] : [],
  );
  const person = usePeopleNames([...new Set(ids)]);
  const { team, queue } = useNames();
  const calendars = useCalendars();
  const schedules = useSchedules();
  const webhooks = useWebhooks();
  return {
    person,
    team,
    queue,
    schedule: (id) => schedules.find((one) => one.id === id)?.name ?? '…',
    webhook: (id) => webhooks.find((one) => one.id === id)?.name ?? 'of an admin',
    calendar: (id) => calendars.find((one) => one.id === id)?.name ?? '…',
  };
}
