import type { PagingPlan } from '../contract/services.ts';

/** How many of them stand in an answer. */
export const PLAN_LINES = 12;

const VIA: Record<string, string> = {
  ...{ slack: 'Slack', teams: 'Teams', web: 'the portal', email: 'mail', sms: 'SMS', voice: 'a call' },
};

/** `Ada by Slack · now`, `Ben by SMS · in 5 min`. */
export const planLine = ({ person, conversation, via, minute }: PagingPlan['items'][number]): string =>
  `${person?.name ?? conversation ?? ''} by ${VIA[via] ?? via} · ${minute === 0 ? 'now' : `in ${minute} min`}`;
