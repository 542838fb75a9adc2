import {
  listAvailability,
  setAvailability,
  setOwnAvailability,
} from '../../domain/assignment/availability.ts';
import { getMe } from '../../domain/sessions/me.ts';
import type { Api, Handlers } from '../bind.ts';

export const availabilityRoutes: Handlers<Api['availability']> = {
  list: listAvailability,
  async setOwn(ctx, input) {
    await setOwnAvailability(ctx, input);
    return getMe(ctx);
  },
  set: setAvailability,
};
