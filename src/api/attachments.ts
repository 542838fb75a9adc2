import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { ATTACHMENT_LIMIT } from '../contract/attachments.ts';
import { openAttachment } from '../domain/attachments/open.ts';
import { stageAttachment } from '../domain/attachments/stage.ts';
import { fail, failField } from '../lib/errors.ts';
import { wellFormed } from '../lib/text.ts';
import { requireScope } from './auth.ts';
import { callOf } from './caller.ts';
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
    res.set({
      'content-type': attachment.type === 'text/plain' ? 'text/plain; charset=utf-8' : attachment.type,
      'content-length': String(attachment.size),
      'content-disposition': disposition(attachment.name),
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (req.method === 'HEAD') {
      await file.close();
      res.end();
      return;
    }
    await send(file.createReadStream(), res);
  });
  router.all('/attachments', (_req, res) => sendMethodNotAllowed(res, ['POST']));
  router.all('/attachments/:id', (_req, res) => sendMethodNotAllowed(res, ['GET']));
  return router;
}

/** The body, piece by piece. When nobody wants more, the request must live on to be answered. */
const bytesOf = (req: Request): AsyncIterable<Uint8Array> => req.iterator({ destroyOnReturn: false });

async function send(bytes: NodeJS.ReadableStream, res: Response): Promise<void> {
  try {
    await pipeline(bytes, res);
  } catch (error) {
    // Who closed the connection needs no answer.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** RFC 6266: the name in ASCII for old readers, and as it is (RFC 8187) for all others. */
export function disposition(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
