import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { api } from '../../src/contract/api.ts';
import type { Queue } from '../../src/contract/queues.ts';
import { type Deskbell, type DeskPerson, startDeskbell } from './support/deskbell.ts';
import { docsImage } from './support/pictures.ts';
import { closeDesk, type Screen, signIn, WIDTHS, withBrowser } from './support/screen.ts';

withBrowser();

/** Every page on a desk that has been in use for a while, as `npm run seed:demo` fills it. */
describe('a busy desk', () => {
  let desk: Deskbell;
  let itSupport: Queue;
  let number: string;
  let requester: DeskPerson;
  let agent: { id: string; name: string };
  let admin: DeskPerson;

  const personOf = async (q: string) => {
    const person = (await desk.call(api.people.list, { q })).items[0];
    if (!person) throw new Error(`There is nobody called ${q}.`);
    return person;
  };
  const actAs = async (person: { id: string }) => {
    const { secret } = await desk.call(api.tokens.create, {
      name: 'Status board',
      scopes: ['read', 'write'],
      personId: person.id,
    });
    return desk.callWith(secret);
  };

  beforeAll(async () => {
    desk = await startDeskbell();
    await desk.run('prisma/seed-demo.ts');
    const { items: queues } = await desk.call(api.queues.list, {});
    itSupport = queues.find(({ name }) => name === 'IT support') as Queue;
    const network = queues.find(({ name }) => name === 'Network and VPN') as Queue;
    agent = await personOf('Mara Lindqvist');
    admin = await desk.person('Robin Hale', {
      roles: ['requester', 'agent', 'admin'],
      team: itSupport.teamId,
    });
    for (const [name, words, queueId, category] of [
      ['VPN and Wi-Fi to the network team', ['vpn', 'wi-fi', 'wlan'], network.id, 'network'],
      ['Laptops and printers stay here', ['laptop', 'printer', 'docking station'], itSupport.id, 'hardware'],
    ] as const) {
      await desk.call(api.routingRules.create, {
        name,
        conditions: { words: { any: [...words] } },
        actions: { queueId, category },
      });
    }
    // A request from the portal that is being worked on.
    requester = { ...(await personOf('Sofia Marino')), call: await actAs(await personOf('Sofia Marino')) };
    const mara = await signIn(desk, 'desktop', agent);
    /** As from a page: what comes by a token is no answer of a person's. */
    const work = async (verb: string, data: object = {}) => {
      const headers = { origin: desk.url, 'idempotency-key': crypto.randomUUID() };
      const done = await mara.page.request.post(`/api/v1/tickets/${number}/${verb}`, { data, headers });
      if (!done.ok()) throw new Error(`${verb}: ${await done.text()}`);
    };
    const say = (text: string, thread?: string) =>
      requester.call(api.portal.send, { delivery: crypto.randomUUID(), text, ...(thread ? { thread } : {}) });
    const sent = await say(
      'Docking station does not charge my laptop\nSince this morning the battery goes down although it is docked. Screen and keyboard work.',
    );
    number = sent.ticket ?? '';
    await work('take');
    /** What the agent writes comes to the requester a moment later; she answers what she has read. */
    const answer = async (body: string) => {
      await work('replies', { body });
      const isThere = async () => {
        const thread = { conversation: 'me', thread: sent.thread };
        const { items } = await requester.call(api.portal.messages, thread);
        if (!items.some(({ text }) => text === body)) throw new Error(`It did not come: ${body}`);
      };
      await vi.waitFor(isThere, { timeout: 15_000 });
    };
    await answer('Good morning Sofia. Does the light beside the power plug blink?');
    await say('Yes, orange, about once a second.', sent.thread);
    await work('notes', {
      body: 'Third one of this batch this week. I have asked the vendor for replacements.',
    });
    await answer('Then the power supply of the dock is broken. I bring you a new one at eleven.');
    await say('Perfect, I am at my desk.', sent.thread);
    await mara.close();
  }, 240_000);
  afterAll(() => closeDesk(desk));

  describe.each(WIDTHS)('on a %s', (width) => {
    const sectionNames = [
      'people',
      'teams',
      'queues',
      'rules',
      'priority',
      'calendars',
      'sla',
      'approvals',
      'services',
      'maintenance',
      'escalation',
      'automation',
      'macros',
      'tokens',
      'audit',
    ];

    /** What must be there before one looks. */
    const seen: Record<string, string> = {
      rules: 'VPN and Wi-Fi to the network team',
      calendars: 'Network, with nights',
      sla: 'People questions',
      automation: 'Late first answers go to the leads',
      macros: 'Ask for a screenshot',
    };
    const images: Record<string, string> = {
      rules: 'settings-routing',
      calendars: 'settings-calendars',
      sla: 'settings-sla',
    };

    test('the requester’s pages', async () => {
      const hers = await signIn(desk, width, requester);
      await hers.page.getByRole('link', { name: /Docking station/ }).waitFor();
      await hers.look('portal', { dark: true });
      if (width === 'desktop') await docsImage(hers.page, 'portal');
      await hers.open('/?show=all');
      await hers.heading('Done');
      await hers.look('portal-all', { full: width === 'desktop' });
      await hers.open(`/requests/${number}`);
      await hers.sees('Perfect, I am at my desk.');
      await hers.look('request', { dark: true });
      if (width === 'phone') await docsImage(hers.page, 'request-phone');
      await hers.close();
    });

    test('the agent’s pages', async () => {
      const his = await signIn(desk, width, agent, '/queues');
      await his.page.locator('main [data-row]').first().waitFor();
      await his.look('queues', { dark: true });
      await his.open(`/queues/${itSupport.id}`);
      await his.heading('IT support');
      await his.page.locator('main [data-row]').first().waitFor();
      await his.look('queue');
      if (width === 'desktop') await docsImage(his.page, 'queues');
      await his.open(`/tickets/${number}`);
      await his.sees('Perfect, I am at my desk.');
      await his.page.evaluate(() => window.scrollTo(0, 0));
      await his.look('ticket-worked', { dark: true });
      if (width === 'desktop') await docsImage(his.page, 'ticket');
      await his.open(`/triage/${encodeURIComponent(itSupport.triage[0]?.conversation ?? '')}`);
      await his.page.getByRole('group', { name: /Docking station/ }).waitFor();
      await his.glance('triage-busy');
      if (width === 'desktop') await docsImage(his.page, 'triage');
      await his.open('/availability');
      await his.sees(/\d of \d available/);
      await his.look('availability-busy');
      await his.close();
    });

    test.each(sectionNames)('the settings: %s', async (section) => {
      const screen = await adminScreen(width);
      await screen.open(`/settings/${section}`);
      await screen.page.getByRole('navigation', { name: 'Settings' }).waitFor();
      await screen.page.getByRole('heading', { level: 1 }).waitFor();
      const words = seen[section];
      if (words) await screen.sees(words);
      await screen.look(`settings-${section}`, { dark: words !== undefined });
      const image = images[section];
      if (image && width === 'desktop') await docsImage(screen.page, image);
    });
  });

  const admins = new Map<string, Screen>();
  async function adminScreen(width: (typeof WIDTHS)[number]): Promise<Screen> {
    const known = admins.get(width);
    if (known) return known;
    const screen = await signIn(desk, width, admin);
    admins.set(width, screen);
    return screen;
  }
});
