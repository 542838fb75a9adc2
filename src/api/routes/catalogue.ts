import { addCommonItems } from '../../domain/catalogue/common.ts';
import { createItem, listItems, updateItem } from '../../domain/catalogue/items.ts';
import { listOffered } from '../../domain/catalogue/offered.ts';
import { exportItems, importItems } from '../../domain/catalogue/portable.ts';
import { requestItem } from '../../domain/catalogue/request.ts';
import { requestOf } from '../../domain/catalogue/view.ts';
import type { Api, Handlers } from '../bind.ts';

export const catalogueRoutes: Handlers<Api['catalogue']> = {
  offered: listOffered,
  async request(ctx, input) {
    const requested = await requestItem(ctx, input);
    // Only what came by a delivery may be there already.
    if (!requested) throw new Error('the request was not made');
    return requested;
  },
  ofTicket: (ctx, { number }) => requestOf(ctx, number),
  list: listItems,
  create: createItem,
  update: updateItem,
  common: addCommonItems,
  export: exportItems,
  import: importItems,
};
