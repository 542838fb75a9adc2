import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEmailChannel } from '../../src/channels/email/channel.ts';
import { ChannelError } from '../../src/chat/channel.ts';
import { signInCard } from '../../src/chat/views/sign-in.ts';
import { fakeMail } from '../support/mail/smtp.ts';

let server: Awaited<ReturnType<typeof fakeMail>>;

beforeAll(async () => {
  server = await fakeMail();
});
afterAll(() => server?.close());
beforeEach(() => {
  server.mails.length = 0;
  server.refusal = undefined;
});

const channel = () => createEmailChannel({ url: server.url, from: 'Help desk <help@example.com>' });
const now = new Date('2026-01-05T09:00:00Z');
const link = 'https://desk.example.com/sign-in#abc';
const message = { type: 'card' as const, card: signInCard(link, new Date(now.getTime() + 900_000), now) };
const to = (conversation: string) => ({ conversation, thread: null });

test('a mail cannot know the zone of who reads it, and says when in UTC', async () => {
  const facts = [{ label: 'INC-1', value: 'due', at: '2026-01-05T11:00:00.000Z' }];
  const card = {
    title: 'INC-1 needs you',
    tone: 'waiting' as const,
    blocks: [{ type: 'facts' as const, facts }],
  };
  await channel().post(to('ada@example.com'), { type: 'card', card }, '43');
  expect(server.mails[0]?.text).toContain('INC-1: due 5 Jan 2026, 11:00 UTC');
});

describe('a sign-in link by e-mail', () => {
  test('arrives at the address, with the link and how long it works', async () => {
    await channel().post(to('ada@example.com'), message, '42');
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.to).toEqual(['ada@example.com']);
    expect(server.mails[0]?.text).toContain('Subject: Sign in to Deskbell');
    expect(server.mails[0]?.text).toContain('Message-ID: <42@deskbell>');
    expect(server.mails[0]?.text.replaceAll('=3D', '=')).toContain(link);
    expect(server.mails[0]?.text).toContain('15 minutes');
  });

  test('is sent to one address only, whatever the address contains', async () => {
    await channel()
      .post(to('ada@example.com, mallory@example.com\r\nBcc: eve@example.com'), message, '43')
      .catch(() => {});
    expect(server.mails.flatMap((mail) => mail.to)).not.toContain('eve@example.com');
    expect(server.mails.flatMap((mail) => mail.to)).not.toContain('mallory@example.com');
  });

  test('is tried again after a passing refusal, and not after a lasting one', async () => {
    server.refusal = { responseCode: 451, message: 'try again later' };
    await expect(channel().post(to('ada@example.com'), message, '44')).rejects.toSatisfy(
      (error) => error instanceof ChannelError && error.kind === 'later',
    );
    server.refusal = { responseCode: 550, message: 'no such mailbox' };
    await expect(channel().post(to('ada@example.com'), message, '44')).rejects.toSatisfy(
      (error) => error instanceof ChannelError && error.kind === 'refused',
    );
  });

  test('is tried again when the mail server is away', async () => {
    const away = createEmailChannel({ url: 'smtp://127.0.0.1:1', from: 'help@example.com' });
    await expect(away.post(to('ada@example.com'), message, '45')).rejects.toSatisfy(
      (error) => error instanceof ChannelError && error.kind === 'later',
    );
  });
});

test('what was said on a ticket comes in its thread, with where to answer', async () => {
  const said = {
    ...{ type: 'said' as const, author: { id: 'ada', name: 'Ada' }, text: 'Does the light blink?' },
    ticket: { number: 'REQ-1', url: 'https://desk.example.com/requests/REQ-1' },
    ...{ edited: false, internal: false },
    attachments: [{ id: 'a', name: 'how-to.pdf', type: 'application/pdf', size: 1 }],
  };
  const thread = '<card@deskbell>';
  await channel().post({ conversation: 'grace@example.com', thread }, said, '43');
  for (const words of [
    'Subject: REQ-1: Ada wrote',
    'In-Reply-To: <card@deskbell>',
    'Does the light blink?',
    'Attached: how-to.pdf',
    'Answer here: https://desk.example.com/requests/REQ-1',
  ]) {
    expect(server.mails[0]?.text).toContain(words);
  }
});
