import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { Config } from '../../../src/config.ts';
import { localBus } from '../../../src/lib/bus.ts';
import { type Ctx, createContext, systemActor } from '../../../src/lib/context.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { openStore } from '../../../src/lib/store.ts';
import { fakeMail } from '../../support/mail/smtp.ts';
import { fakeTwilio } from '../../support/phone/twilio.ts';
import { type FakeSlack, startFakeSlack } from '../../support/slack/fake.ts';
import { EVERY_SCOPE } from '../../support/slack/small-app.ts';
import type { Fate } from '../mortal.ts';
import { type SharedClock, sharedClock } from '../shared-clock.ts';
import { type MortalDatabase, mortalDatabase } from './database.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type DeskLife, prepareLife } from './life.ts';
import { type SwallowingProxy, swallowingProxy } from './proxy.ts';
import { addStaff, type StaffOptions } from './staff.ts';

/** Everything around the desk: its database, the platforms by which it pages, who is paged, and a ledger of it all. */
export type World = {
  ledger: Ledger;
  clock: SharedClock;
  database: MortalDatabase;
  slack: FakeSlack;
  /** Stands before Slack. */
  proxy: SwallowingProxy;
  twilio: Awaited<ReturnType<typeof fakeTwilio>>;
  /** By which alerts come in, a service each. */
  keys: string[];
  secretKey: string;
  /** Of the harness, which looks at the database beside the desk. */
  ctx(): Ctx;
  /** Starts a desk; as long as there is none before, nothing can be done. */
  start(fate?: Fate): Promise<DeskLife>;
  /** Puts everybody's clock forward. What is being sent meanwhile would seem late: nothing should be. */
  jump(milliseconds: number): void;
  /** Whoever works on it ends then. */
  over: AbortSignal;
  close(): Promise<void>;
};

const open = new Set<World>();
/** Whoever is interrupted leaves no server behind. */
export const closeWorlds = () => Promise.all([...open].map((world) => world.close()));

const NEVER: Fate = { point: 'never' };

export async function createWorld(staff: StaffOptions): Promise<World> {
  const database = await mortalDatabase();
  const clockFile = join(database.folder, 'clock');
  const clock = sharedClock(clockFile);
  const ledger = createLedger(clock);
  const fake = await startFakeSlack({ clock, limits: false });
  const workspace = fake.addWorkspace({ id: 'T1', scopes: EVERY_SCOPE });
  const proxy = await swallowingProxy(fake.url);
  const twilio = await fakeTwilio((what, form, taken) => {
    const page = form.StatusCallback?.split('/').at(-1) ?? '';
    ledger.note({ what: 'called', by: what === 'Calls' ? 'voice' : 'sms', page, taken });
  });
  const mail = await fakeMail(({ text }) => {
    const page = /^Message-ID: <(.+)@deskbell>/im.exec(text)?.[1];
    if (page) ledger.note({ what: 'called', by: 'email', page, taken: true });
  });
  const watcher = createServer(async (req, res) => {
    const { status, breaches } = (await json(req)) as { status: string; breaches: string[] };
    ledger.note({ what: 'watched', status, breaches });
    res.end();
  });
  await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve));

  const store = openStore(database.url, silentLog, { connections: 4 });
  const around = { store, bus: localBus(), clock, log: silentLog };
  const ctx = () => createContext(around, systemActor('test'), { channel: 'job', requestId: 'test' });
  const keys = await addStaff(ctx(), { fake, workspace }, staff);
  const secretKey = 'a secret key of this harness alone';
  const config = {
    ...{ port: 0, host: '127.0.0.1', role: 'all', logLevel: 'silent', dataDir: database.folder },
    databaseUrl: database.url,
    mail: { url: mail.url, from: 'Help desk <help@example.com>' },
    auditWebhookUrl: `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`,
    phone: twilio.config,
    slack: {
      botToken: workspace.botToken,
      signingSecret: workspace.signingSecret,
      apiUrl: `${proxy.url}/api/`,
    },
  } as Config & { databaseUrl: string };
  const lives = new Set<DeskLife>();
  const prepare = () => prepareLife({ config, secretKey, clockFile }, ledger);
  let next = prepare();
  const closing = new AbortController();
  const world: World = {
    ...{ ledger, clock, database, slack: fake, proxy, twilio, keys, secretKey, ctx },
    over: closing.signal,
    async start(fate = NEVER) {
      const life = await next.begin(fate);
      next = prepare();
      lives.add(life);
      void life.ended.then(() => {
        lives.delete(life);
        if (lives.size === 0) ledger.note({ what: 'down', why: 'process' });
      });
      ledger.note({ what: 'up' });
      return life;
    },
    jump(milliseconds) {
      ledger.note({ what: 'jumped', milliseconds });
      clock.jump(milliseconds);
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    open.delete(world);
    closing.abort();
    next.drop();
    await Promise.all([...lives].map((life) => life.end()));
    await store.close();
    watcher.close();
    watcher.closeAllConnections();
    await Promise.all([proxy.close(), twilio.close(), mail.close()]);
    await fake.close();
    clock.close();
    await database.close();
  }
  open.add(world);
  return world;
}
