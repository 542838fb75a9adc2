import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { noteRefusal } from '../../domain/escalation/carrier.ts';
import { type Report, reportPage } from '../../domain/escalation/reported.ts';
import { type Ctx, createContext, type Surroundings } from '../../lib/context.ts';
import { messageOf } from '../../lib/errors.ts';
import { isId, newId } from '../../lib/ids.ts';
import { isForAll, wordsOf } from './api.ts';
import { sayAlert, takeKey } from './calls.ts';
import { CARRIER } from './channels.ts';
import { createReplies } from './replies.ts';
import { isSigned } from './signature.ts';
import { answered, silent } from './twiml.ts';

type Deps = {
  authToken: string;
  publicUrl: () => string;
  /** By which ways people can be told here. */
  channels: () => ReadonlySet<string>;
};

/** https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks and /voice/api/call-resource */
const OUTCOMES: Record<string, Report['outcome']> = {
  ...{ sent: 'sent', delivered: 'delivered', read: 'delivered', undelivered: 'failed', failed: 'failed' },
  ...{ completed: 'delivered', busy: 'failed', 'no-answer': 'failed', canceled: 'failed' },
};
const ENDINGS: Record<string, string> = {
  busy: 'The line was busy.',
  'no-answer': 'Nobody picked up.',
  undelivered: 'The SMS could not be delivered.',
};

/** What Twilio tells and asks, all of it signed: what became of pages, SMS that people send, and calls. */
export function phoneRoutes(around: Surroundings, { authToken, publicUrl, channels }: Deps): Router {
  const router = Router({ caseSensitive: true });
  const replyTo = createReplies();
  const form = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 });
  const proved = (req: Request, res: Response, next: NextFunction) => {
    const fields = fieldsOf(req);
    const given = req.get('x-twilio-signature');
    if (isSigned(authToken, { url: publicUrl() + req.originalUrl, fields }, given)) return next();
    res.status(403).type('text').send('This is not signed by who may tell this.');
  };
  const context = (channel: string): Ctx =>
    createContext(around, { kind: 'nobody' }, { channel, requestId: newId(around.clock.now()) });
  const say = (res: Response, twiml: string) => void res.type('text/xml').send(twiml);

  router.param('page', (_req, res, next, page) => {
    if (isId(page)) return next();
    res.sendStatus(404);
  });
  router.post('/twilio/status/:page', form, proved, async (req, res) => {
    const { MessageStatus, MessageSid, CallStatus, CallSid, ErrorCode, To = '' } = fieldsOf(req);
    const status = MessageStatus ?? CallStatus ?? '';
    const outcome = OUTCOMES[status];
    if (outcome) {
      const error = `${ENDINGS[status] ?? `It has ${status}.`}${ErrorCode ? ` (${ErrorCode})` : ''}`;
      const channel = CallSid ? 'voice' : 'sms';
      const report = { id: idOf(req), channel, message: MessageSid ?? CallSid ?? '', outcome, error };
      await reportPage(context(channel), report, channels());
      // What was taken is refused later where the account was closed meanwhile.
      if (outcome === 'failed' && isForAll(Number(ErrorCode))) {
        const words = wordsOf(Number(ErrorCode)) ?? error;
        await noteRefusal(context(channel), { carrier: CARRIER.name, to: To, words, forAll: true });
      }
    }
    res.sendStatus(204);
  });
  router.post('/twilio/sms', form, proved, async (req, res) => {
    const { From = '', Body = '', MessageSid = '' } = fieldsOf(req);
    const told = await replyTo(context('sms'), { from: From, text: Body, delivery: MessageSid });
    say(res, told === null ? silent() : answered(told));
  });
  const callOf = (req: Request) => ({
    page: idOf(req),
    to: fieldsOf(req).To ?? '',
    action: `${publicUrl()}/twilio/voice/${idOf(req)}/key`,
  });
  router.post('/twilio/voice/:page', form, proved, async (req, res) => {
    say(res, await sayAlert(context('voice'), callOf(req)));
  });
  router.post('/twilio/voice/:page/key', form, proved, async (req, res) => {
    const { Digits = '', CallSid = '' } = fieldsOf(req);
    say(res, await takeKey(context('voice'), { ...callOf(req), digits: Digits, delivery: CallSid }));
  });
  // Only what goes wrong at these doors comes here.
  router.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (!req.path.startsWith('/twilio/')) return next(error);
    const { status = 503 } = error as { status?: number };
    if (status >= 500)
      around.log.error({ error: messageOf(error) }, 'what a phone told could not be taken in');
    res.sendStatus(status);
  });
  return router;
}

const idOf = (req: Request): string => String(req.params.page);

/** Fields that come twice are none of Twilio’s. */
function fieldsOf(req: Request): Record<string, string> {
  const all = Object.entries((req.body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(all.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
