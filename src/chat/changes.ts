import type { Form } from '../contract/card.ts';
import { ChangeOutcome, changeOutcomeWords, changeStateWords } from '../contract/changes.ts';
import { passChange, returnChange, submitChange } from '../domain/changes/agree.ts';
import {
  cancelChange,
  closeChange,
  finishChange,
  needsReview,
  requireImplementer,
  startChange,
} from '../domain/changes/carry-out.ts';
import { changeCalendar, getChange } from '../domain/changes/list.ts';
import { type Locked, loadChange } from '../domain/changes/load.ts';
import { planChange } from '../domain/changes/plan.ts';
import { type ChangeMove, requireLegal } from '../domain/changes/states.ts';
import { windowInWords } from '../domain/changes/words.ts';
import { isStaff } from '../domain/people/acting.ts';
import { requireStaff } from '../domain/people/policy.ts';
import type { LoadedTicket } from '../domain/tickets/load.ts';
import { DAY } from '../lib/clock.ts';
import { type Ctx, personOf } from '../lib/context.ts';
import { failField } from '../lib/errors.ts';
import { type Action, type Asked, asking, at, choice, chosen, paragraph, type Sent } from './action.ts';
import type { Inbound } from './channel.ts';
import { tellNextMeeting } from './meetings.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';
import { servicesField } from './services-field.ts';
import { HOW_SPANS, readSpan } from './span.ts';
import { zoneOf } from './times.ts';

/** Changes in a chat: planning one, and the buttons on its card, whose value is its ticket's id. */

const COMMAND = /^change(?:\s+(.{1,300}))?$/is;
const UPCOMING = 14 * DAY;

/** Whether it is said to the desk: as an ordinary message only without more, since that may be the words of a request. */
export const asksForChanges = (words: string): boolean => /^change(?: upcoming| meeting)?$/i.test(words);

/**
 * `change` opens the form, with more it is the title; `change upcoming` names what is planned, and `change meeting` the
 * agenda of the next meeting.
 */
export async function runChangeCommand(
  ctx: Ctx,
  inbound: Inbound,
  words: string,
): Promise<Outcome | undefined> {
  const [matched, title = ''] = COMMAND.exec(words) ?? [];
  if (matched === undefined) return undefined;
  const person = personOf(ctx.actor);
  if (!person || !isStaff(person)) {
    // Of others it is a request like any other.
    return title ? undefined : said('Only agents plan changes. Please write what you need.');
  }
  if (/^meeting$/i.test(title)) return tellNextMeeting(ctx, inbound);
  if (/^upcoming$/i.test(title)) return said(await upcomingInWords(ctx));
  if (/^chg-[1-9]\d{0,11}$/i.test(title)) return said(await changeInWords(ctx, title.toUpperCase()));
  return { answer: { type: 'form', form: await planningForm(ctx, title) }, ticket: null };
}

async function upcomingInWords(ctx: Ctx): Promise<string> {
  const now = ctx.now();
  const { items, freezes } = await changeCalendar(ctx, {
    ...{ from: now.toISOString(), to: new Date(now.getTime() + UPCOMING).toISOString() },
  });
  const zone = zoneOf(ctx);
  const when = ({ startsAt, endsAt }: { startsAt: string | null; endsAt: string | null }) =>
    startsAt && endsAt ? windowInWords(new Date(startsAt), new Date(endsAt), zone) : '';
  const lines = [
    ...items
      .slice(0, 20)
      .map((one) => `${one.number} · ${changeStateWords[one.state]} · ${when(one)} · ${one.title}`),
    ...freezes.slice(0, 10).map((one) => `Freeze “${one.name}” · ${when(one)}`),
  ];
  return lines.length > 0 ? lines.join('\n') : 'Nothing is planned for the next two weeks.';
}

async function changeInWords(ctx: Ctx, number: string): Promise<string> {
  const change = await getChange(ctx, { number });
  const { startsAt, endsAt, timeZone } = change;
  return [
    `${change.number} · ${change.title}`,
    `${changeStateWords[change.state]} · ${change.risk} risk · ${change.implementer?.name ?? 'nobody carries it out yet'}`,
    ...(startsAt && endsAt ? [windowInWords(new Date(startsAt), new Date(endsAt), timeZone)] : []),
    ...change.findings.map(({ words }) => words),
  ].join('\n');
}

const TYPES = { normal: 'Normal', emergency: 'Emergency: it cannot wait' };

async function planningForm(ctx: Ctx, title: string): Promise<Form> {
  return {
    ...{ action: 'change_plan', value: 'new', title: 'Plan a change', submit: 'Plan' },
    fields: [
      { type: 'text', name: 'title', label: 'What is changed?', required: true, max: 300, initial: title },
      choice('type', 'Type', TYPES, 'normal'),
      ...(await servicesField(ctx, 'Which services does it touch?')),
      { type: 'text', name: 'window', label: 'When?', required: false, max: 100, hint: HOW_SPANS },
      {
        type: 'person',
        name: 'implementerId',
        label: 'Who carries it out?',
        required: false,
        agentsOnly: true,
      },
      paragraph('reason', 'Why?', false),
      paragraph('plan', 'How is it done?', false),
      paragraph('testPlan', 'How is it tested?', false),
      paragraph('backoutPlan', 'How is it taken back?', false),
    ],
  };
}

const PLAN: Action = {
  async press(ctx) {
    requireStaff(ctx);
    return { answer: { type: 'form', form: await planningForm(ctx, '') }, ticket: null };
  },
  async submit(ctx, _, { fields }, inbound) {
    let words = 'That was done already.';
    await once(ctx, inbound, async (ctx) => {
      const { number } = await planFrom(ctx, fields);
      const { findings } = await getChange(ctx, { number });
      words = [
        `${number} is planned as a draft. Submit it on its card.`,
        ...findings.map((one) => one.words),
      ].join('\n');
    });
    return said(words);
  },
};

async function planFrom(ctx: Ctx, fields: Sent['fields']) {
  const zone = zoneOf(ctx);
  const window = fields.window ? readSpan(fields.window, ctx.now(), zone) : undefined;
  if (fields.window && !window) failField('window', HOW_SPANS);
  return planChange(ctx, {
    ...{ title: fields.title ?? '', type: fields.type === 'emergency' ? 'emergency' : 'normal' },
    ...{
      reason: fields.reason,
      plan: fields.plan,
      testPlan: fields.testPlan,
      backoutPlan: fields.backoutPlan,
    },
    ...{ services: fields.services ? fields.services.split(',') : [], timeZone: zone },
    ...(fields.implementerId ? { implementerId: fields.implementerId } : {}),
    ...(window ? { startsAt: window.from.toISOString(), endsAt: window.to.toISOString() } : {}),
  });
}

/** A form about one, for who may do it now: others are told before they fill it in. */
const asked =
  (verb: ChangeMove, title: string, submit: string, fieldsOf: (ctx: Ctx, locked: Locked) => Form['fields']) =>
  async (ctx: Ctx, ticket: LoadedTicket): Promise<Asked> => {
    const locked = await loadChange(ctx, ticket.id);
    requireLegal(ticket.number, locked.change.state, verb);
    if (verb === 'start' || verb === 'finish') requireImplementer(ctx, locked);
    return { title: `${ticket.number}: ${title}`, submit, fields: fieldsOf(ctx, locked) };
  };

const DONE_OUTCOMES = {
  successful: changeOutcomeWords.successful,
  with_issues: changeOutcomeWords.with_issues,
};
const UNDONE = { backed_out: changeOutcomeWords.backed_out, failed: changeOutcomeWords.failed };

const finishing = (action: string, title: string, outcomes: Record<string, string>) =>
  asking(
    action,
    'edit',
    asked('finish', title, 'Save', (_, { change }) => {
      const { successful: _none, ...left } = outcomes;
      const possible = change._count.failures > 0 ? left : outcomes;
      const isFine = possible.successful !== undefined;
      return [
        choice('outcome', 'How did it go?', possible, Object.keys(possible)[0]),
        paragraph('note', 'What happened?', !isFine),
      ];
    }),
    (ctx, number, { fields }) =>
      finishChange(ctx, {
        ...{ number, outcome: chosen(ChangeOutcome, 'outcome', fields.outcome), note: fields.note ?? '' },
      }),
    'It is noted how it went.',
  );

export const CHANGES: readonly [string, Action][] = [
  ['change_plan', PLAN],
  [
    'change_submit',
    at(
      (ctx, number) => submitChange(ctx, { number }),
      (number) => `${number} is submitted.`,
    ),
  ],
  asking(
    'change_pass',
    'edit',
    asked('pass', 'agree', 'Agree', () => [paragraph('comment', 'A comment', false)]),
    (ctx, number, { fields }) => passChange(ctx, { number, comment: fields.comment ?? '' }),
    'You have agreed.',
  ),
  asking(
    'change_return',
    'edit',
    asked('return', 'back to draft', 'Make a draft of it', () => [paragraph('reason', 'Why?')]),
    (ctx, number, { fields }) => returnChange(ctx, { number, reason: fields.reason ?? '' }),
    'It is a draft again.',
  ),
  asking(
    'change_start',
    'edit',
    asked('start', 'start', 'Start', (ctx, { change }) => {
      const now = ctx.now();
      const isInside = change.startsAt && change.endsAt && change.startsAt <= now && now < change.endsAt;
      return [
        {
          ...paragraph(
            'reason',
            isInside ? 'A word for the timeline' : 'It is not the time of its window. Why now?',
            !isInside,
          ),
        },
      ];
    }),
    (ctx, number, { fields }) => startChange(ctx, { number, reason: fields.reason ?? '' }),
    'It is under way.',
  ),
  finishing('change_done', 'done', DONE_OUTCOMES),
  finishing('change_back_out', 'back out', UNDONE),
  asking(
    'change_close',
    'edit',
    asked('close', 'close', 'Close', (_, { change }) => [
      paragraph('review', 'What was learnt, and what is done otherwise the next time?', needsReview(change)),
    ]),
    (ctx, number, { fields }) => closeChange(ctx, { number, review: fields.review ?? '' }),
    'It is closed.',
  ),
  asking(
    'change_cancel',
    'edit',
    asked('cancel', 'cancel', 'Cancel the change', () => [paragraph('reason', 'Why?')]),
    (ctx, number, { fields }) => cancelChange(ctx, { number, reason: fields.reason ?? '' }),
    'It is cancelled.',
  ),
];
