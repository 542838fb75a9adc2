import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type Mail = { to: string[]; text: string };

/** A mail server that takes what it is given, and says so: `taken` is called before it does. */
export async function fakeMail(taken: (mail: Mail) => void = () => {}) {
  const mails: Mail[] = [];
  const fake = {
    url: '',
    mails,
    /** What it says to every recipient; undefined: it takes them. */
    refusal: undefined as { responseCode: number; message: string } | undefined,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      const { refusal } = fake;
      done(refusal ? Object.assign(new Error(refusal.message), refusal) : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { to, text: Buffer.concat(chunks).toString().replaceAll('=\r\n', '') };
        mails.push(mail);
        taken(mail);
        done();
      });
    },
  });
  // Who is killed while sending breaks its connection.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return fake;
}
