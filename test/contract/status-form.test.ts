import { describe, expect, it } from 'vitest';
import { statusChosen, statusFields } from '../../src/contract/status-form.ts';
import { SHOP, statusAsked } from '../channels/status-asked.ts';

const MAIL = '019b8d62-8638-71fd-86de-925995c6996f';
const asked = {
  ...statusAsked,
  // What the page does not show is not asked for.
  services: [...statusAsked.services, { id: MAIL, name: 'Mail' }],
  statusUpdates: [
    { services: [{ serviceId: SHOP, level: 'degraded' as const }] },
    // As before.
    { services: null },
  ],
};

describe('what an update is asked about the status page', () => {
  it('is nothing where that shows no services', () => {
    expect(statusFields({ ...asked, page: { ...asked.page, components: [] } })).toEqual([]);
  });

  it('is how each service is that the page shows, as it was said last', () => {
    expect(statusFields(asked).map(({ name, initial }) => [name, initial])).toEqual([
      ['statusText', undefined],
      ['statusTitle', undefined],
      ['statusPublic', 'no'],
      [`level ${SHOP}`, 'degraded'],
    ]);
    expect(statusFields(statusAsked).at(-1)).toMatchObject({ initial: 'operational' });
  });

  it('leaves the public out where there is no public page', () => {
    const fields = statusFields({ ...asked, page: { ...asked.page, public: false } });
    expect(fields.find(({ name }) => name === 'statusPublic')).toMatchObject({ options: [{ value: 'no' }] });
  });

  it('wants words where something else was said', () => {
    const as = { statusPublic: 'no', [`level ${SHOP}`]: 'degraded' };
    expect(statusChosen(asked, as)).toEqual({});
    for (const more of [
      ...[{ statusTitle: 'No orders' }, { statusPublic: 'yes' }],
      ...[{ [`level ${SHOP}`]: 'operational' }, { statusTitle: 'x', statusText: ' ' }],
    ]) {
      expect(statusChosen(asked, { ...as, ...more } as Record<string, string>)).toMatchObject({
        field: 'statusText',
      });
    }
  });

  it('is what was filled in, and of services nothing that was not asked for', () => {
    const fields = { statusText: 'We look.', statusPublic: 'yes', [`level ${SHOP}`]: 'major_outage' };
    const status = { text: 'We look.', public: true, services: [{ serviceId: SHOP, level: 'major_outage' }] };
    expect(statusChosen(asked, { ...fields, [`level ${MAIL}`]: 'degraded' })).toEqual({ status });
    expect(statusChosen({ ...asked, services: [] }, { ...fields, statusTitle: 'No orders' })).toEqual({
      status: { text: 'We look.', public: true, title: 'No orders' },
    });
  });
});
