import { Router } from 'express';
import { noteDownload, openExport } from '../domain/exports/open.ts';
import { requireScope } from './auth.ts';
import { callOf } from './caller.ts';
import { sendFile } from './download.ts';
import { sendMethodNotAllowed } from './errors.ts';

/** The files of exports, as bytes. */
export function exportFiles({ dataDir }: { dataDir: string }): Router {
  const router = Router();
  router.get('/exports/:id/file', async (req, res) => {
    res.locals.route = '/exports/:id/file';
    const { caller, ctx } = callOf(res);
    requireScope(caller.actor, 'read');
    const { id } = req.params;
    const opened = await openExport(ctx, dataDir, id);
    try {
      if (req.method !== 'HEAD') await noteDownload(ctx, id, opened);
    } catch (error) {
      await opened.file.close();
      throw error;
    }
    await sendFile(req, res, opened);
  });
  router.all('/exports/:id/file', (_req, res) => sendMethodNotAllowed(res, ['GET']));
  return router;
}
