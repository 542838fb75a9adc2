import { declineSwap, takeSwap, withdrawSwap } from '../../domain/swaps/answer.ts';
import { offerShift } from '../../domain/swaps/offer.ts';
import { getSwap, listSwaps } from '../../domain/swaps/view.ts';
import type { Api, Handlers } from '../bind.ts';

export const swapRoutes: Handlers<Api['swaps']> = {
  list: listSwaps,
  get: getSwap,
  offer: offerShift,
  take: takeSwap,
  decline: declineSwap,
  withdraw: withdrawSwap,
};
