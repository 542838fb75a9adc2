import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { takeEvents } from '../domain/alerts/take.ts';
import { type Door, doorOf } from '../domain/services/integrations.ts';
import { keepPayload } from '../domain/services/payloads.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { type Ctx, createContext, type Surroundings } from '../lib/context.ts';
import { isDeskbellError, messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { cut } from '../lib/text.ts';
import { email } from './email.ts';

/** Bytes of a mail. */
const MOST = 2_000_000;
/** Characters of its text that are read. */
const READ = 20_000;
const LIMITS = { maxClients: 100, socketTimeout: 30 * SECOND, closeTimeout: 2 * SECOND, size: MOST };

export type MailListener = {
  port: number;
  /** Finishes what is being taken in. */
  stop(): Promise<void>;
};

/**
 * The door for alerts by mail: to `<key>@` whatever name leads here. A mail is accepted once what it says is committed. It
 * takes mail for integrations alone and passes none on.
 */
export async function listenForMail(
  around: Surroundings,
  { host, port }: { host: string; port: number },
): Promise<MailListener> {
  const context = () =>
    createContext(around, { kind: 'nobody' }, { channel: 'mail', requestId: newId(around.clock.now()) });
  const mayCome = countByMinute(around);
  const server = new SMTPServer({
    ...LIMITS,
    ...{
      banner: 'Deskbell',
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
    },
    onRcptTo({ address }, _session, done) {
      doorAt(context(), address).then(
        (door) => done(door ? null : refusal(550, 'There is no such integration.')),
        (error: unknown) => done(fault(around, error)),
      );
    },
    onData(stream, { envelope }, done) {
      take(
        stream,
        envelope.rcptTo.map(({ address }) => address),
      ).then(
        () => done(),
        (error: unknown) => done(error instanceof Refusal ? error : fault(around, error)),
      );
    },
  });

  async function take(stream: SMTPServerDataStream, addresses: readonly string[]): Promise<void> {
    const raw = await bytesOf(stream);
    const ctx = context();
    const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
    const body = {
      ...{ subject: mail.subject ?? '', text: cut(mail.text ?? '', READ) },
      from: mail.from?.address ?? '',
    };
    for (const address of new Set(addresses)) {
      const door = await doorAt(ctx, address);
      if (!door) throw refusal(550, 'There is no such integration.');
      if (!mayCome(door)) throw refusal(451, 'Too many mails. Please try again later.');
      await takeMail(ctx, door, body);
    }
  }

  // What goes wrong with one connection is that one’s matter.
  server.on('error', (error) => around.log.warn({ error: messageOf(error) }, 'a mail connection failed'));
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      server.server.off('error', reject);
      resolve();
    });
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function takeMail(ctx: Ctx, door: Door, body: object): Promise<void> {
  const kept = JSON.stringify(body);
  try {
    const events = email.read(body, door.settings);
    await takeEvents(ctx, door, events);
    await keepPayload(ctx, door, { body: kept, events: events.length });
  } catch (error) {
    if (!isDeskbellError(error) || error.code !== 'invalid') throw error;
    await keepPayload(ctx, door, { body: kept, events: 0, refusedBecause: error.message });
    throw refusal(554, error.message);
  }
}

/** Keys of this source are in lower case: on its way a mail may lose the case of its address. */
async function doorAt(ctx: Ctx, address: string): Promise<Door | undefined> {
  const door = await doorOf(ctx, address.slice(0, address.lastIndexOf('@')).toLowerCase());
  return door?.source === 'email' ? door : undefined;
}

async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Read to its end also where it is too long: only then the other side hears the answer.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MOST) chunks.push(chunk);
  }
  if (length > MOST || stream.sizeExceeded) throw refusal(552, 'The mail is too large.');
  return Buffer.concat(chunks);
}

/** Whether one more may come in this minute. Counted in this process alone. */
function countByMinute({ clock }: Surroundings): (door: Door) => boolean {
  let minute = -1;
  let counts = new Map<string, number>();
  return ({ id, settings }) => {
    const now = Math.floor(clock.now().getTime() / MINUTE);
    if (now !== minute) counts = new Map();
    minute = now;
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count <= settings.ratePerMinute;
  };
}

/** What the other side is answered. */
class Refusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}
const refusal = (code: number, message: string) => new Refusal(code, message);

/** Nothing was taken in; whoever sends it tries again. */
function fault({ log }: Surroundings, error: unknown): Refusal {
  log.error({ error: messageOf(error) }, 'a mail could not be taken in');
  return refusal(451, 'Nothing was taken in. Please try again later.');
}
