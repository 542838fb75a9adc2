/** How somebody is paged, as the form holds it: waits are from one way to the next, as people think of them. */
import type { PageVia, PagingRules, Phone } from '../../../contract/escalation.ts';
import type { Push } from '../../../contract/push.ts';
import type { Me } from '../../../contract/session.ts';

export type WayValues = {
  /** Tells them apart while they are moved; never sent. */
  key: string;
  via: PageVia;
  /** Minutes after the way before. */
  wait: number | string;
};
export type WaysValues = Record<keyof PagingRules, WayValues[]>;

let keys = 0;
export const newWay = (via: PageVia = 'chat', wait = 0): WayValues => ({ key: String(++keys), via, wait });

const waysOf = (ways: PagingRules['urgent']): WayValues[] =>
  ways.map(({ via, afterMinutes }, index) =>
    newWay(via, afterMinutes - (ways[index - 1]?.afterMinutes ?? 0)),
  );

export const valuesOf = ({ urgent, normal }: PagingRules): WaysValues => ({
  urgent: waysOf(urgent),
  normal: waysOf(normal),
});

function saidOf(ways: WayValues[]): PagingRules['urgent'] {
  let afterMinutes = 0;
  return ways.map(({ via, wait }) => {
    afterMinutes += Number(wait);
    return { via, afterMinutes };
  });
}

/** What is sent. */
export const rulesOf = ({ urgent, normal }: WaysValues): PagingRules => ({
  urgent: saidOf(urgent),
  normal: saidOf(normal),
});

/** What somebody has besides their accounts. */
export type Own = { phone: Phone; push: Push };

/** The ways that one has, and those that are in use all the same. */
export function offered({ channels }: Me, { phone, push }: Own, used: readonly PageVia[] = []): PageVia[] {
  const has: PageVia[] = [
    ...(['chat', ...channels] as const),
    ...(push.devices.length > 0 ? (['push'] as const) : []),
    'email',
    ...(phone.offered && phone.verified ? (['sms', 'voice'] as const) : []),
  ];
  return [...new Set([...has, ...used])];
}
