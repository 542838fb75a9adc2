import { expect, test } from 'vitest';
import { renderMessage } from '../../src/channels/slack/render-message.ts';
import { renderMessage as renderOnTeams } from '../../src/channels/teams/render-message.ts';
import { digestCard } from '../../src/chat/views/digest.ts';
import type { Digest } from '../../src/domain/recurrence/digest.ts';
import { refusalOf } from '../support/teams/check-activity.ts';
import type { Json } from '../support/teams/types.ts';
import { expectAccepted } from './slack/slack-model.ts';

const AT = '2026-01-12T08:05:00.000Z';
const quiet: Digest = {
  ...{ queues: [{ id: '1', name: 'IT <!channel>' }], since: AT, at: AT },
  ...{
    open: 0,
    opened: 0,
    unassigned: 0,
    overdue: 0,
    dueToday: 0,
    byPriority: [0, 0, 0, 0, 0],
    oldest: null,
  },
  week: {
    ...{ resolved: 0, met: 0, missed: 0, ratings: 0, averageRating: null },
    ...{ firstResponseMinutes: null, resolutionMinutes: null },
  },
};
const busy: Digest = {
  ...quiet,
  queues: Array.from({ length: 50 }, (_, index) => ({ id: String(index), name: 'Q'.repeat(120) })),
  ...{ open: 9_999, overdue: 99, byPriority: [1, 2, 3, 4, 5], oldest: { number: 'INC-1', createdAt: AT } },
  week: {
    ...{ resolved: 400, met: 399, missed: 1, ratings: 3, averageRating: 4.666 },
    ...{ firstResponseMinutes: 0.2, resolutionMinutes: 61.4 },
  },
};

test.each([
  ['quiet', quiet, 'IT <!channel>: 0 open'],
  ['busy', busy, '50 queues: 9999 open, 99 overdue'],
])('Slack and Teams take the digest of a %s week', (_, digest, title) => {
  const card = digestCard(digest, 'https://desk.example.com');
  expect(card.title).toBe(title);
  expectAccepted(renderMessage({ type: 'card', card }));
  expect(refusalOf(renderOnTeams({ type: 'card', card }) as unknown as Json)).toBeUndefined();
});

test('figures are in words, also where there are none', () => {
  const facts = (digest: Digest) =>
    digestCard(digest, '')
      .blocks.flatMap((block) => (block.type === 'facts' ? block.facts : []))
      .slice(-5)
      .map(({ value }) => value);
  expect(facts(quiet)).toEqual(['0', 'none was due', '–', '–', 'none yet']);
  expect(facts(busy)).toEqual([
    ...['400', '99 %, 399 of 400', 'less than a minute', '1 hour, 1 minute', '4.7 of 5, from 3'],
  ]);
});
