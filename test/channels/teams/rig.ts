import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createTeams } from '../../../src/channels/teams/platform.ts';
import type { Channel } from '../../../src/chat/channel.ts';
import { SECOND } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';
import { type DeskRecord, recordOf } from '../../support/record.ts';
import { type FakeTeams, startFakeTeams } from '../../support/teams/fake.ts';
import type { Heard, Person, Said, Words } from '../../support/teams/person.ts';
import { cardOf, type ShownButton } from '../../support/teams/render.ts';
import { APP, TENANT } from '../../support/teams/state.ts';
import type { TeamsMessage } from '../../support/teams/types.ts';
import { deliverInTime, unhurried } from '../../support/worker.ts';

/** A desk with Teams behind it, as the configuration puts them together. */
export type TeamsRig = {
  desk: Desk;
  teams: FakeTeams;
  channel: Channel;
  /** Where Teams calls the desk. */
  url: string;
  dataDir: string;
  /** Everything that follows from what was heard has been done. */
  settled(): Promise<void>;
  /** What was left unfinished is taken up again, as the schedule does. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
};

/** Where a browser would reach the desk. */
export const PUBLIC_URL = 'https://desk.example.com';

export async function createTeamsRig(
  options: { tenants?: string[]; insecureLocal?: boolean; desk?: Desk } = {},
): Promise<TeamsRig> {
  const { tenants = [TENANT], insecureLocal = false, desk = await createDesk() } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'deskbell-teams-'));
  const teams = await startFakeTeams({ clock: desk.clock });
  const config = {
    ...{ appId: APP, tenants, insecureLocal, cloud: 'public' as const },
    credentials: { type: 'secret' as const, tenantId: TENANT, secret: 'none' },
  };
  const { channel, routes, receiver, catchUp } = createTeams(
    config,
    desk,
    dataDir,
    { publicUrl: () => PUBLIC_URL },
    teams,
  );
  const app = express();
  if (routes) app.use(routes);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  teams.connect(url);
  return {
    ...{ desk, teams, url, dataDir },
    channel: unhurried(desk, channel),
    settled: receiver.settled,
    async catchUp() {
      await catchUp?.(desk.ctxFor('system'));
      await receiver.settled();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await receiver.settled();
      await teams.close();
      if (!options.desk) await desk.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const HELP = '19:help@thread.tacv2';
export const GENERAL = '19:general@thread.tacv2';
export const TRIAGE = '19:triage@thread.tacv2';
export const GROUP = '19:group@thread.v2';

/**
 * Grace asks in the channel Help, where every thread is a ticket; Ada works for the queue and has its cards in Triage.
 * Nils is an agent of another team, Stan asks for help as Grace does.
 */
export type TeamsScene = TeamsRig &
  DeskRecord & {
    grace: Person;
    stan: Person;
    ada: Person;
    nils: Person;
    agent: ActingPerson;
    /** Says it, and waits until the desk has heard. */
    say(who: Person, where: string, text: string, how?: Words): Promise<Said & Heard>;
    deliver(): Promise<void>;
    /** The cards that stand in a conversation or in a thread of it. */
    cards(where: string, thread?: string): TeamsMessage[];
    /** Presses a button that acts at once. */
    press(who: Person, where: string, card: TeamsMessage | undefined, action: string): Promise<Heard>;
    /** Presses a button that opens a dialog, fills it in and sends it. */
    fillIn(
      who: Person,
      where: string,
      card: TeamsMessage | undefined,
      action: string,
      fields: Record<string, string>,
    ): Promise<Heard>;
  };

export async function createTeamsScene(): Promise<TeamsScene> {
  const rig = await createTeamsRig();
  const { desk, teams } = rig;
  const { client } = desk.store;
  const team = await desk.addTeam('Network');
  const agent = await desk.person({ name: 'Ada', roles: ['requester', 'agent'], teams: [desk.team] });
  const other = await desk.person({ name: 'Nils', roles: ['requester', 'agent'], teams: [team] });
  const grace = teams.addUser({ aad: 'grace', name: 'Grace' });
  const ada = teams.addUser({ aad: 'ada', name: 'Ada', email: agent.email });
  const stan = teams.addUser({ aad: 'stan', name: 'Stan' });
  const nils = teams.addUser({ aad: 'nils', name: 'Nils', email: other.email });
  const all = [grace, ada, stan, nils];
  teams.addChannel({ id: HELP, name: 'Help', members: all });
  teams.addChannel({ id: GENERAL, name: 'General', members: all, consent: false });
  teams.addChannel({ id: TRIAGE, name: 'Triage', members: [ada, nils] });
  teams.addGroup({ id: GROUP, members: all });
  await client.queue.update({
    where: { id: desk.queue.id },
    data: { triage: [{ channel: 'teams', conversation: TRIAGE }] },
  });
  await client.intakeConversation.create({
    data: {
      ...{ id: crypto.randomUUID(), queueId: desk.queue.id, channel: 'teams' },
      ...{ conversation: HELP, rule: 'every_thread', readUntil: desk.clock.now() },
    },
  });
  await client.setting.create({
    data: { name: 'defaultQueueId', value: desk.queue.id, updatedAt: desk.clock.now() },
  });
  desk.bus.publish({ topic: 'directory' });

  return {
    ...rig,
    ...{ grace, stan, ada, nils, agent },
    async say(who, where, text, how) {
      // Nobody types two messages at once.
      desk.clock.advance(SECOND);
      const said = who.say(where, text, how);
      const heard = await said.heard;
      await rig.settled();
      return { ...said, ...heard };
    },
    deliver: () => deliverInTime(desk, rig.channel),
    cards: (where, thread) => teams.messages(where, thread).filter((message) => cardOf(message)),
    async press(who, conversation, card, action) {
      const button = buttonOf(card, action);
      const heard = await who.execute({ conversation, id: card?.id ?? '' }, button);
      await rig.settled();
      return heard;
    },
    async fillIn(who, conversation, card, action, fields) {
      const opened = await who.openDialog({ conversation, id: card?.id ?? '' }, buttonOf(card, action).data);
      const heard = await who.sendDialog(conversation, filledIn(opened, fields));
      await rig.settled();
      return heard;
    },
    ...recordOf(desk, agent),
  };
}

type Carried = { deskbell?: { action?: string } };

export function buttonOf(card: TeamsMessage | undefined, action: string): ShownButton {
  const button = cardOf(card)?.buttons.find(({ data }) => (data as Carried)?.deskbell?.action === action);
  if (!button) throw new Error(`there is no ${action} to press`);
  return button;
}

type Dialog = {
  task?: { type?: string; value?: { card?: { content: { actions: { data: object }[] } } } };
};

/** What stands in the dialog that was opened. */
export const dialogOf = ({ body }: Heard) => {
  const content = (body as Dialog).task?.value?.card?.content;
  if (!content) throw new Error(`no dialog was opened: ${JSON.stringify(body)}`);
  return content;
};

/** What the dialog sends when it was filled in so. */
export function filledIn(opened: Heard, fields: Record<string, string>): Record<string, unknown> {
  return {
    ...dialogOf(opened).actions[0]?.data,
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`field:${name}`, value])),
  };
}
