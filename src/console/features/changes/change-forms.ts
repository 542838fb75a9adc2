import { api } from '../../../contract/api.ts';
import type { Form } from '../../../contract/card.ts';
import type { ChangeProposal, ChangeTemplate } from '../../../contract/change-templates.ts';
import {
  ChangeOutcome,
  changeOutcomeWords,
  systemsFailed,
  type WholeChange,
} from '../../../contract/changes.ts';
import { call } from '../../call.ts';

/** A form about a change or a template, and what sending it does. */
export type ChangeForm = {
  form: Form;
  send(fields: Record<string, string>): Promise<unknown>;
  /** What is said, to who hears the page, once it has worked. */
  done: string;
};

export const paragraph = (
  name: string,
  label: string,
  required: boolean,
  hint?: string,
): Form['fields'][number] => ({
  ...{ type: 'paragraph', name, label, required, max: name === 'reason' ? 1_000 : 3_000 },
  ...(hint ? { hint } : {}),
});

export const agreeing = ({ number, state }: WholeChange): ChangeForm => ({
  form: {
    ...{ action: 'change-pass', value: number, title: `${number}: agree`, submit: 'Agree' },
    fields: [
      paragraph(
        'comment',
        'Comment',
        false,
        state === 'assess'
          ? 'You say that it may go on to be approved.'
          : 'You say that it may be carried out.',
      ),
    ],
  },
  send: ({ comment = '' }) => call(api.changes.pass, { number, comment }),
  done: 'You have agreed to it.',
});

export const returning = ({ number }: WholeChange): ChangeForm => ({
  form: {
    ...{
      action: 'change-return',
      value: number,
      title: `${number}: back to draft`,
      submit: 'Make it a draft',
    },
    fields: [
      paragraph('reason', 'Why?', true, 'Whoever is asked is asked no more, and what was agreed to is void.'),
    ],
  },
  send: ({ reason = '' }) => call(api.changes.return, { number, reason }),
  done: 'It is a draft again.',
});

/** @param now epoch milliseconds */
export function starting({ number, startsAt, endsAt, holdsAlerts }: WholeChange, now: number): ChangeForm {
  const isInside = !!startsAt && !!endsAt && Date.parse(startsAt) <= now && now < Date.parse(endsAt);
  const quiet = holdsAlerts ? ' Alerts of its services page nobody meanwhile.' : '';
  return {
    form: {
      ...{ action: 'change-start', value: number, title: `${number}: start`, submit: 'Start now' },
      fields: [
        paragraph(
          'reason',
          isInside ? 'Anything to be noted' : 'Why now?',
          !isInside,
          `${isInside ? 'Its window is open.' : 'It is not the time of its window.'}${quiet}`,
        ),
      ],
    },
    send: ({ reason = '' }) => call(api.changes.start, { number, reason }),
    done: 'It is under way.',
  };
}

export function finishing({ number, failures }: WholeChange): ChangeForm {
  const possible = ChangeOutcome.options.filter((one) => one !== 'successful' || failures.length === 0);
  return {
    form: {
      ...{ action: 'change-finish', value: number, title: `${number}: how did it go?`, submit: 'Finish' },
      fields: [
        {
          ...{ type: 'choice', name: 'outcome', label: 'Outcome', required: true },
          ...(possible[0] ? { initial: possible[0] } : {}),
          options: possible.map((value) => ({ value, label: changeOutcomeWords[value] })),
        },
        failures.length === 0
          ? paragraph('note', 'What happened?', false, 'Needed unless all went well.')
          : paragraph('note', 'What happened?', true, `${systemsFailed(failures.length)}.`),
      ],
    },
    send: ({ outcome, note = '' }) =>
      call(api.changes.finish, { number, outcome: ChangeOutcome.parse(outcome), note }),
    done: 'It is noted how it went.',
  };
}

export const reporting = ({ number }: WholeChange): ChangeForm => ({
  form: {
    ...{ action: 'change-report', value: number, title: `${number}: a system failed`, submit: 'Report' },
    fields: [
      { type: 'text', name: 'system', label: 'Which system?', required: true, max: 120 },
      { type: 'text', name: 'summary', label: 'What is wrong, in a few words?', required: true, max: 300 },
      paragraph('details', 'Details', false, 'A ticket is opened about it, once for each system.'),
    ],
  },
  send: ({ system = '', summary = '', details = '' }) =>
    call(api.changes.reportFailure, { number, system, summary, details }),
  done: 'A ticket says that it failed.',
});

export const backingOut = ({ number }: WholeChange): ChangeForm => ({
  form: {
    ...{
      action: 'change-back-out',
      value: number,
      title: `${number}: back out`,
      submit: 'It was backed out',
    },
    fields: [paragraph('note', 'What happened?', true, 'All is as it was before. It goes to its review.')],
  },
  send: ({ note = '' }) => call(api.changes.finish, { number, outcome: 'backed_out', note }),
  done: 'It is noted that it was backed out.',
});

export function closing({ number, type, outcome }: WholeChange): ChangeForm {
  const isNeeded = type === 'emergency' || outcome === 'failed' || outcome === 'backed_out';
  return {
    form: {
      ...{ action: 'change-close', value: number, title: `${number}: close`, submit: 'Close it' },
      fields: [
        paragraph(
          'review',
          'Review',
          isNeeded,
          `${isNeeded ? 'What happened, and what is to be done otherwise the next time. ' : ''}Its ticket is closed for good as well.`,
        ),
      ],
    },
    send: ({ review = '' }) => call(api.changes.close, { number, review }),
    done: 'It is closed.',
  };
}

export const cancelling = ({ number }: WholeChange): ChangeForm => ({
  form: {
    ...{ action: 'change-cancel', value: number, title: `${number}: cancel the change` },
    submit: 'Cancel the change',
    fields: [
      paragraph('reason', 'Why?', true, 'Its ticket is cancelled as well. This cannot be taken back.'),
    ],
  },
  send: ({ reason = '' }) => call(api.changes.cancel, { number, reason }),
  done: 'It is cancelled.',
});

export const declining = ({ id, name }: ChangeProposal): ChangeForm => ({
  form: {
    ...{ action: 'change-proposal-decline', value: id, title: `Decline “${name}”`, submit: 'Decline' },
    fields: [paragraph('reason', 'Why?', true, 'It is proposed again once as many more have gone well.')],
  },
  send: ({ reason = '' }) => call(api.changeTemplates.declineProposal, { id, reason }),
  done: `${name} is declined.`,
});

export const withdrawing = ({ id, name }: ChangeTemplate): ChangeForm => ({
  form: {
    ...{ action: 'change-template-withdraw', value: id, title: `Withdraw “${name}”` },
    submit: 'Withdraw',
    fields: [paragraph('reason', 'Why?', true, 'Nobody can use it until it is approved again.')],
  },
  send: ({ reason = '' }) => call(api.changeTemplates.withdraw, { id, reason }),
  done: `${name} is withdrawn.`,
});
