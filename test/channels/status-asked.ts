import type { StatusAsked } from '../../src/contract/status-form.ts';

export const SHOP = '019b8d62-8638-71fd-86de-925995c6996e';

/** A page that shows a shop, of which nothing was said yet. */
export const statusAsked: StatusAsked = {
  page: {
    ...{ title: 'Status', public: true },
    components: [{ serviceId: SHOP, name: 'Online shop', group: '', public: true, internal: true }],
  },
  services: [{ id: SHOP, name: 'Shop' }],
  statusUpdates: [],
};
