import type { z } from 'zod';
import type { FoundPolicy, FoundTarget } from './found.ts';
import type { Escalation, Recipient } from './opsgenie-shapes.ts';
import { nameOf } from './reader.ts';

/** Rules say after how long since the alert they page; steps here, how long is waited from one to the next. */
export function policyOf(
  { id, name, rules, repeat }: z.output<typeof Escalation>,
  place: string,
  user: (one: Recipient) => string,
): FoundPolicy {
  const notes: string[] = [];
  const delays = new Map<number, FoundTarget[]>();
  for (const { condition, notifyType, recipient, delay } of rules) {
    const unit = { minutes: 1, hours: 60, days: 1_440 }[delay?.timeUnit?.toLowerCase() ?? 'minutes'] ?? 1;
    const after = (delay?.timeAmount ?? 0) * unit;
    const target = targetOf(recipient, notifyType ?? 'default', notes, user);
    if (condition === 'if-not-closed') notes.push('pages also who was acknowledged there; here that ends it');
    if (target) delays.set(after, [...(delays.get(after) ?? []), target]);
  }
  const times = [...delays.keys()].toSorted((a, b) => a - b);
  if ((times[0] ?? 0) > 0)
    notes.push(`waits ${times[0]} minutes before it pages there; here it pages at once`);
  const last = Math.max(1, repeat?.waitInterval || 5);
  return {
    ...{ key: id, name: nameOf(name, id), place, notes: [...new Set(notes)] },
    ...{ repeat: repeat?.count ?? 0, acknowledgedMinutes: null },
    steps: times.map((time, index) => ({
      targets: delays.get(time) ?? [],
      waitMinutes: (times[index + 1] ?? time + last) - time,
    })),
  };
}

function targetOf(
  { type, id, name, username }: Recipient,
  notifyType: string,
  notes: string[],
  user: (one: Recipient) => string,
): FoundTarget | undefined {
  if (type === 'user') return { who: 'person', key: user({ type, id, name, username }) };
  if (type === 'schedule' && id) {
    if (notifyType === 'next' || notifyType === 'previous') {
      notes.push(`pages who is on call ${notifyType} by ${name ?? id} there; that step is left out`);
      return undefined;
    }
    return { who: 'schedule', key: id };
  }
  if (type === 'team' && id) {
    if (notifyType === 'random') return { who: 'round_robin', key: id };
    if (notifyType !== 'all')
      notes.push(`pages “${notifyType}” of the team ${name ?? id} there; here all of it`);
    return { who: 'team', key: id };
  }
  notes.push(`pages the ${type} ${name ?? id ?? ''} there; that is left out`);
  return undefined;
}
