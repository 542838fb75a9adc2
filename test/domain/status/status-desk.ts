import type { StatusPageSettings } from '../../../src/contract/status-page.ts';
import { declareIncident } from '../../../src/domain/incidents/declare.ts';
import { postUpdate } from '../../../src/domain/incidents/update.ts';
import { createService } from '../../../src/domain/services/services.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { type Audience, readFacts, type StatusFacts } from '../../../src/domain/status/facts.ts';
import { type StatusState, stateAt } from '../../../src/domain/status/state.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';

type Published = NonNullable<Parameters<typeof postUpdate>[1]['status']>;

export type StatusDesk = AlertDesk & {
  /** The services `Shop` and `Mail server 7`, by their ids. */
  shop: string;
  mail: string;
  settings(more?: Partial<StatusPageSettings>): Promise<void>;
  facts(audience?: Audience): Promise<StatusFacts>;
  state(audience?: Audience): Promise<StatusState>;
  /** A major incident about the shop. */
  declare(): Promise<string>;
  publish(number: string, status: Published): Promise<void>;
};

/** A desk with a public page that shows two services, one of them under another name. */
export async function createStatusDesk(): Promise<StatusDesk> {
  const desk = await createAlertDesk();
  const admin = desk.ctxFor('system');
  const mail = await createService(admin, { name: 'Mail server 7', teamId: desk.team.id });
  const [shop, asAgent] = [desk.service.id, () => desk.ctxFor(desk.agent)];
  const facts = async (audience: Audience = 'public') => {
    const found = await readFacts(admin, audience);
    if (!found) throw new Error('there is no such page');
    return found;
  };
  const statusDesk: StatusDesk = {
    ...desk,
    ...{ shop, mail: mail.id, facts },
    async settings(more = {}) {
      const both = { public: true, internal: true, group: '' };
      await updateSettings(admin, {
        statusPage: {
          ...{ title: 'Acme status', public: true },
          components: [
            { serviceId: shop, name: 'Online shop', ...both, group: 'For customers' },
            { serviceId: mail.id, name: 'E-mail', ...both },
          ],
          ...more,
        },
      });
    },
    state: async (audience) => stateAt(await facts(audience), desk.clock.now().getTime()),
    async declare() {
      const wanted = { title: 'The shop is down', severity: 1 as const, services: [shop], anyway: true };
      return (await declareIncident(asAgent(), wanted)).number;
    },
    async publish(number, status) {
      await postUpdate(asAgent(), { number, text: 'For those who wait.', status });
    },
  };
  await statusDesk.settings();
  return statusDesk;
}
