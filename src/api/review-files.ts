import { Router } from 'express';
import { getReview } from '../domain/incidents/review.ts';
import { reviewInMarkdown } from '../domain/incidents/review-markdown.ts';
import { requireScope } from './auth.ts';
import { callOf } from './caller.ts';
import { sendText } from './download.ts';
import { sendMethodNotAllowed } from './errors.ts';

const PATH = '/incidents/:number/review.md';

/** Reviews of major incidents, as documents to keep. */
export function reviewFiles(): Router {
  const router = Router();
  router.get(PATH, async (req, res) => {
    res.locals.route = PATH;
    const { caller, ctx } = callOf(res);
    requireScope(caller.actor, 'read');
    const review = await getReview(ctx, { number: req.params.number });
    sendText(res, {
      name: `${review.number} review.md`,
      type: 'text/markdown',
      text: reviewInMarkdown(review),
    });
  });
  router.all(PATH, (_req, res) => sendMethodNotAllowed(res, ['GET']));
  return router;
}
