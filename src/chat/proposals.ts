import {
  approveProposal,
  declineProposal,
  loadOpenProposal,
  requireManager,
} from '../domain/changes/proposals.ts';
import { fail } from '../lib/errors.ts';
import { isId } from '../lib/ids.ts';
import { type Action, paragraph } from './action.ts';
import { once } from './once.ts';
import { said } from './outcome.ts';

/** The buttons on the card of a proposed template, whose value is its id. */

const idOf = (value: string): string =>
  isId(value) ? value : fail('not_found', 'There is no such proposal.');

export const PROPOSALS: readonly [string, Action][] = [
  [
    'proposal_approve',
    {
      async press(ctx, value, inbound) {
        await once(ctx, inbound, (ctx) => approveProposal(ctx, { id: idOf(value) }));
        return said('It is a template now.');
      },
    },
  ],
  [
    'proposal_decline',
    {
      // Who cannot is told before they write why.
      async press(ctx, value) {
        await requireManager(ctx);
        const { name } = await loadOpenProposal(ctx, idOf(value));
        const form = {
          ...{
            action: 'proposal_decline',
            value,
            title: `Decline: ${name}`.slice(0, 200),
            submit: 'Decline',
          },
          fields: [{ ...paragraph('reason', 'Why is it no template?'), max: 1_000 }],
        };
        return { answer: { type: 'form', form }, ticket: null };
      },
      async submit(ctx, value, { fields }, inbound) {
        const reason = fields.reason ?? '';
        await once(ctx, inbound, (ctx) => declineProposal(ctx, { id: idOf(value), reason }));
        return said('It is declined. It is proposed again once as many more have gone well.');
      },
    },
  ],
];
