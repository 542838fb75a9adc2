import { createTransport } from 'nodemailer';
import { type Channel, ChannelError, type Message } from '../../chat/channel.ts';
import { factInWords } from '../../chat/words.ts';
import { messageOf } from '../../lib/errors.ts';

/**
 * E-mail as a channel that only sends: the conversation is an address. What was sent cannot be edited, and a
 * doubtful mail is sent again rather than not at all.
 */
export function createEmailChannel(mail: { url: string; from: string }): Channel {
  const transport = createTransport({ url: mail.url, connectionTimeout: 10_000, socketTimeout: 20_000 });
  return {
    name: 'email',
    can: { edit: false, forms: false, pause: 0 },
    async post({ conversation, thread }, message, key) {
      const messageId = `<${key}@deskbell>`;
      try {
        // As an object it is one address, whatever it contains.
        const to = { name: '', address: conversation };
        const within = thread ? { inReplyTo: thread, references: [thread] } : {};
        const headers = message.type === 'card' ? headersOf(message) : {};
        await transport.sendMail({
          ...{ from: mail.from, to, messageId, ...within, headers },
          ...mailOf(message),
        });
      } catch (error) {
        throw new ChannelError(isLasting(error) ? 'refused' : 'later', messageOf(error));
      }
      return { message: messageId };
    },
    async edit() {},
    async remove() {},
  };
}

/** SMTP's 5xx is a lasting refusal (RFC 5321, section 4.2.1), and so is an address that is none; all else may pass. */
function isLasting(error: unknown): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  return responseCode >= 500 || (code === 'EENVELOPE' && responseCode === 0);
}

/** By RFC 8058, so that a mail program can end it with one press. */
const headersOf = ({ unsubscribe }: { unsubscribe?: string }): Record<string, string> =>
  unsubscribe
    ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {};

function mailOf(message: Message): { subject: string; text: string } {
  if (message.type === 'said') {
    const { author, ticket, text, attachments } = message;
    const who = author?.name ?? 'The desk';
    const parts = [
      text,
      ...(attachments.length > 0 ? [`Attached: ${attachments.map(({ name }) => name).join(', ')}`] : []),
      // Nobody reads what is sent back by mail.
      ...(ticket ? [`Answer here: ${ticket.url}`] : []),
    ];
    return { subject: `${ticket ? `${ticket.number}: ` : ''}${who} wrote`, text: parts.join('\n\n') };
  }
  const lines = message.card.blocks.flatMap((block) => {
    switch (block.type) {
      case 'facts':
        return block.facts.map(factInWords);
      case 'link':
        return [`${block.text}: ${block.url}`];
      case 'quote':
        return [`${block.author}: ${block.text}`];
      case 'actions':
        return [];
      default:
        return [block.text];
    }
  });
  const { answer } = message;
  // It stands above what may be long.
  if (answer)
    lines.unshift(`Acknowledge or resolve it here, for four hours and without signing in: ${answer.url}`);
  return { subject: message.card.title, text: lines.join('\n\n') };
}
