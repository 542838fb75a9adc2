import { createTransport } from 'nodemailer';
import { type Channel, ChannelError, type Message } from '../../chat/channel.ts';
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
    async post({ conversation }, message, key) {
      const messageId = `<${key}@deskbell>`;
      try {
        await transport.sendMail({ from: mail.from, to: conversation, messageId, ...mailOf(message) });
      } catch (error) {
        const code = (error as { responseCode?: number }).responseCode;
        // SMTP: 5xx is a lasting refusal, all else may pass (RFC 5321, section 4.2.1).
        throw new ChannelError(code !== undefined && code >= 500 ? 'refused' : 'later', messageOf(error));
      }
      return { message: messageId };
    },
    async edit() {},
    async remove() {},
  };
}

function mailOf(message: Message): { subject: string; text: string } {
  if (message.type === 'said') {
    const who = message.author?.name ?? 'The desk';
    return { subject: `${who} wrote`, text: message.text };
  }
  const lines = message.card.blocks.flatMap((block) => {
    switch (block.type) {
      case 'facts':
        return block.facts.map(({ label, value }) => `${label}: ${value}`);
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
  return { subject: message.card.title, text: lines.join('\n\n') };
}
