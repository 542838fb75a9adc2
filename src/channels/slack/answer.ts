import type { Answer, Form } from '../../contract/card.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { formErrors } from './read-form.ts';
import { renderForm } from './render-form.ts';
import { renderWords } from './render-message.ts';
import { plain, section } from './text.ts';
import type { Workspace } from './workspaces.ts';

/** Who is answered, and where; `trigger` opens a form, within three seconds. */
export type Asker = {
  workspace: Workspace;
  user: string;
  channel: string | undefined;
  thread: string | undefined;
  trigger: string | undefined;
  /** Comes back with the form: the conversation it is about. */
  conversation: string;
};

const modal = (form: Form, conversation: string) => renderForm(form, { meta: conversation, files: false });

/** Answers an event, a command or a press: only who caused it sees that. */
export async function answerAsker(asker: Asker, answer: Answer): Promise<void> {
  const { workspace, user, channel, thread, trigger, conversation } = asker;
  switch (answer.type) {
    case 'said':
    case 'refused':
      if (!channel) return;
      await workspace.api.call('chat.postEphemeral', {
        ...{ channel, user, ...renderWords(answer.text) },
        ...(thread ? { thread_ts: thread } : {}),
      });
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

/** What the acknowledgement of a submitted form says; without a body, the form closes. */
export function answerToSubmission(answer: Answer, view: unknown, conversation: string): unknown {
  switch (answer.type) {
    case 'form_errors':
      return formErrors(answer.errors, view);
    case 'form':
      return { response_action: 'update', view: modal(answer.form, conversation) };
    case 'refused':
    case 'said':
      return {
        response_action: 'update',
        view: {
          type: 'modal',
          title: plain('Deskbell', LIMITS.modalTitle),
          close: plain('Close', LIMITS.modalTitle),
          blocks: section(answer.text, SHOWN.block),
        },
      };
    case 'done':
      return undefined;
  }
}
