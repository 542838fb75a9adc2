import { dueFollowUp, openFollowUp } from '../../domain/incidents/follow-ups.ts';
import { editReview, getReview, makeReview, moveReview } from '../../domain/incidents/review.ts';
import type { Api, Handlers } from '../bind.ts';

export const reviewRoutes: Handlers<Api['reviews']> = {
  get: getReview,
  begin: makeReview,
  edit: editReview,
  move: moveReview,
  followUp: openFollowUp,
  due: dueFollowUp,
};
