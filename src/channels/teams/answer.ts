import type { Answer, Card, Form } from '../../contract/card.ts';
import { cut, shown } from '../../lib/text.ts';
import type { Outgoing } from './botframework.ts';
import { buttonAction } from './buttons.ts';
import { type AdaptiveCard, adaptiveCard, attached, CARD_TYPE, textBlock } from './cards.ts';
import { renderForm } from './form.ts';
import { SHOWN } from './limits.ts';
import { renderCard, renderWords } from './render-message.ts';

/** The body that an invoke is answered with. */
export type InvokeAnswer = Record<string, unknown>;

type Words = Extract<Answer, { type: 'said' | 'refused' }>;

const plain = (text: string) => cut(shown(text), SHOWN.block) || '…';

/**
 * To a press (Action.Execute), and to a card that asks how somebody has to see it.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
export const pressAnswer = {
  card: (card: Card): InvokeAnswer => ({ statusCode: 200, type: CARD_TYPE, value: renderCard(card) }),
  words: (text: string): InvokeAnswer => ({
    statusCode: 200,
    type: 'application/vnd.microsoft.activity.message',
    value: plain(text),
  }),
};

/** To a dialog that is opened, by the event `opened`, or was sent. */
export function dialogAnswer(answer: Answer, opened: string): InvokeAnswer {
  switch (answer.type) {
    case 'form':
      return dialog(answer.form.title, renderForm(answer.form, opened));
    case 'said':
    case 'refused':
      return answer.type === 'said' && answer.link
        ? dialog('Deskbell', wordsCard(answer))
        : wordsDialog(answer.text);
    case 'form_errors':
      return wordsDialog(answer.errors.map(({ message }) => message).join('\n'));
    case 'done':
      return {};
  }
}

export const wordsDialog = (text: string): InvokeAnswer => ({
  task: { type: 'message', value: plain(text) },
});

export const formWithErrors = (
  form: Form,
  opened: string,
  errors: Extract<Answer, { type: 'form_errors' }>['errors'],
): InvokeAnswer => dialog(form.title, renderForm(form, opened, errors));

const dialog = (title: string, card: AdaptiveCard): InvokeAnswer => ({
  task: {
    type: 'continue',
    value: {
      title: cut(shown(title), SHOWN.title) || 'Deskbell',
      height: 'medium',
      width: 'medium',
      card: attached(card),
    },
  },
});

function wordsCard(words: Words): AdaptiveCard {
  const { attachments } = renderWords(words);
  return attachments?.[0]?.content as AdaptiveCard;
}

/** In a conversation, where no dialog can be opened unasked: a button that opens it. */
export function formOffer(form: Form): Outgoing {
  const { action, value, title } = form;
  const button = buttonAction({ label: title, action, value, style: 'primary', form: true });
  const how = /[?!.]$/.test(title)
    ? ' Press the button to open the form.'
    : ': press the button to open the form.';
  return {
    type: 'message',
    summary: plain(title),
    attachments: [
      attached(
        adaptiveCard({
          body: [textBlock(title + how, SHOWN.block)],
          actions: [button],
        }),
      ),
    ],
  };
}
