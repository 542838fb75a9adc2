import { type Request, Router } from 'express';
import { ATTACHMENT_LIMIT } from '../contract/attachments.ts';
import { openAttachment } from '../domain/attachments/open.ts';
import { stageAttachment } from '../domain/attachments/stage.ts';
import { fail, failField } from '../lib/errors.ts';
import { wellFormed } from '../lib/text.ts';
import { requireScope } from './auth.ts';
import { callOf } from './caller.ts';
import { sendFile } from './download.ts';
import { sendMethodNotAllowed } from './errors.ts';
import { requireSameOrigin } from './origin.ts';

/** Files travel as bytes: in as the body of a request, out as a download that no browser opens in our name. */
export function attachmentRoutes({
  dataDir,
  publicUrl,
}: {
  dataDir: string;
  publicUrl: () => string;
}): Router {
  const router = Router();
  router.post('/attachments', async (req, res) => {
    res.locals.route = '/attachments';
    const { caller, ctx } = callOf(res);
    requireSameOrigin(req, caller, publicUrl());
    requireScope(caller.actor, 'write');
    const { name } = req.query;
    if (typeof name !== 'string') return failField('name', 'must be the name of the file, once');
    if (Number(req.headers['content-length'] ?? 0) > ATTACHMENT_LIMIT) {
      fail('too_large', `A file has at most ${ATTACHMENT_LIMIT / 1024 / 1024} MB.`);
    }
    res
      .status(201)
      .json(await stageAttachment(ctx, dataDir, { name: wellFormed(name), bytes: bytesOf(req) }));
  });
  router.get('/attachments/:id', async (req, res) => {
    res.locals.route = '/attachments/:id';
    const { caller, ctx } = callOf(res);
    requireScope(caller.actor, 'read');
    const { attachment, file } = await openAttachment(ctx, dataDir, req.params.id);
    await sendFile(req, res, { ...attachment, file });
  });
  router.all('/attachments', (_req, res) => sendMethodNotAllowed(res, ['POST']));
  router.all('/attachments/:id', (_req, res) => sendMethodNotAllowed(res, ['GET']));
  return router;
}

/** The body, piece by piece. When nobody wants more, the request must live on to be answered. */
const bytesOf = (req: Request): AsyncIterable<Uint8Array> => req.iterator({ destroyOnReturn: false });
