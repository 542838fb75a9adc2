import { ChannelError } from '../../chat/channel.ts';
import type { Answer, Form } from '../../contract/card.ts';
import { LIMITS } from './limits.ts';
import { formErrors } from './read-form.ts';
import { renderForm } from './render-form.ts';
import { renderWords, type Words, wordBlocks } from './render-message.ts';
import { plain } from './text.ts';
import type { Workspace } from './workspaces.ts';

/** Who is answered, and where; `trigger` opens a form, within three seconds. */
export type Asker = {
  workspace: Workspace;
  user: string;
  /** None behind a press in a view, such as the home tab. */
  channel: string | undefined;
  thread: string | undefined;
  trigger: string | undefined;
  /** Comes back with the form: the conversation it is about. */
  conversation: string;
};

const modal = (form: Form, conversation: string) => renderForm(form, { meta: conversation });

const wordsModal = (words: Words) => ({
  type: 'modal',
  title: plain('Deskbell', LIMITS.modalTitle),
  close: plain('Close', LIMITS.modalTitle),
  blocks: wordBlocks(words),
});

/** Answers an event, a command or a press: only who caused it sees that. */
export async function answerAsker(asker: Asker, answer: Answer): Promise<void> {
  const { workspace, trigger, conversation } = asker;
  switch (answer.type) {
    case 'said':
    case 'refused':
      await tell(asker, answer);
      return;
    case 'form':
      if (trigger) {
        await workspace.api.call('views.open', {
          trigger_id: trigger,
          view: modal(answer.form, conversation),
        });
      }
      return;
    case 'form_errors':
    case 'done':
      return;
  }
}

/** Where only one person reads it: beside what they did or, where the desk cannot write, over it. */
async function tell({ workspace, user, channel, thread, trigger }: Asker, words: Words): Promise<void> {
  const { api } = workspace;
  if (channel) {
    const content = { channel, user, ...renderWords(words), ...(thread ? { thread_ts: thread } : {}) };
    try {
      await api.call('chat.postEphemeral', content);
      return;
    } catch (error) {
      // A shortcut works where the app is not.
      if (!trigger || !(error instanceof ChannelError && error.kind === 'refused')) throw error;
    }
  }
  if (trigger) await api.call('views.open', { trigger_id: trigger, view: wordsModal(words) });
}

/** What the acknowledgement of a submitted form says; without a body, the form closes. */
export function answerToSubmission(answer: Answer, view: unknown, conversation: string): unknown {
  switch (answer.type) {
    case 'form_errors':
      return formErrors(answer.errors, view);
    case 'form':
      return { response_action: 'update', view: modal(answer.form, conversation) };
    case 'refused':
    case 'said':
      return { response_action: 'update', view: wordsModal(answer) };
    case 'done':
      return undefined;
  }
}
