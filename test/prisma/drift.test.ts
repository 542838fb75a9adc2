import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Catalog, compareCatalogs, readCatalog } from '../support/catalog.ts';
import { createDatabase, emptyDatabase, type TestDatabase } from '../support/database.ts';
import { scriptFor } from '../support/schema-engine.ts';

/**
 * What the migrations make on purpose although Prisma cannot express it, and why. Anything else in which the
 * database differs from `prisma/schema.prisma` is an accident, and so is an entry here that has no object.
 */
const BEYOND_PRISMA: Record<string, string> = {
  'check rating.rating_score': 'keeps scores on the scale whoever writes them',
  'check ticket.ticket_hold': 'a ticket has a reason to be on hold exactly while it is',
  'check ticket.ticket_levels': 'keeps impact, urgency and priority on their scales',
  'check approval.approval_decided': 'an approval has an instant of its decision exactly once it is decided',
  'check page.page_purpose': 'a page belongs to an alert exactly while it is about one',
  'index calendar_feed.calendar_feed_of':
    'nulls not distinct: a person has one address for each schedule, for their own shifts, and for changes',
  'index phone.phone_verified': 'partial: a number that is verified is of one person',
  'check calendar_subscription.subscription_owner': 'an outside calendar is of a team or of a person',
  'check macro.macro_owner': 'a macro is of a person exactly while it is personal',
  'check alert.alert_goes_by': 'an alert without a service has steps of its own',
  'index alert.alert_asked': 'partial: few alerts are made by hand',
  'index alert.alert_escalate': 'partial: few alerts wait for their escalation to begin',
  'index alert.alert_expires': 'partial: few alerts are over by themselves',
  'index alert.alert_heads': 'partial: what pages by itself, whatever came in beside it in a storm',
  'index alert.alert_held': 'partial: few alerts wait whether they go away',
  'index page.page_sent': 'partial: reports ask only for what was sent',
  'index alert.alert_silenced': 'partial: few alerts are silenced',
  'index export.export_work': 'partial: few exports are still to be written',
  'index integration.integration_heartbeat': 'partial: heartbeats are listed by themselves',
  'index integration.integration_ping_due': 'partial: only heartbeats are waited for',
  'index maintenance_window.maintenance_window_open': 'partial: few windows are not over',
  'index alert.alert_ticket_due': 'partial: few alerts wait for their ticket',
  'index alert.alert_open_of_desk': 'partial: the desk pages for a ticket once',
  'index alert.alert_open': 'partial: what is wrong has one open alert',
  'index alert.alert_unresolved': 'partial: lists of open alerts stay fast whatever is over',
  'index approval.approval_pending': 'partial: of a policy one question at a time about the same thing',
  'index approval.approval_work': 'partial: only what still goes by the clock is looked for',
  'index delegation.delegation_begins': 'partial: few delegations have not begun yet',
  'index catalogue_request.catalogue_request_approval': 'partial: most wait for nobody',
  'index catalogue_request.catalogue_request_work':
    'partial: only what has something to be done is looked for',
  'check change.change_ended': 'a change that is over says how it went',
  'check change.change_planned': 'what is scheduled has a window',
  'check change.change_standard': 'a standard change has a template',
  'check change.change_window': 'a window begins before it ends',
  'check change_proposal.change_proposal_decided': 'what is proposed is not decided, and all else is',
  'check change_proposal.change_proposal_made':
    'what is approved has become a template, and nothing else has',
  'index change_proposal.change_proposal_open':
    'partial: one is proposed at a time of changes that are alike',
  'check change_freeze.change_freeze_span': 'a freeze begins before it ends',
  'index change.change_approvals': 'partial: only what waits for somebody is looked for',
  'index change.change_window_planned': 'what is planned at the same time is looked for by ranges',
  'index change.change_work': 'partial: only what has something to be done is looked for',
  'check incident_review.incident_review_done': 'a review has an instant of its end exactly once it is done',
  'index incident_review.incident_review_remind': 'partial: only those that are not done are looked for',
  'index alert.alert_incident_due': 'partial: few alerts wait to be declared',
  'index ticket.ticket_pressing': 'partial: only what may be proposed as a major incident is looked for',
  'check major_incident.major_incident_resolved':
    'a major incident has an instant of its end exactly once it is over',
  'index major_incident.major_incident_claim_due': 'partial: only what nobody commands is looked for',
  'index major_incident.major_incident_open': 'partial: of all that there ever were, few are open',
  'index major_incident.major_incident_update_due': 'partial: only what is under way is looked for',
  'check major_incident_room.major_incident_room_there': 'a room is somewhere exactly once it is made',
  'index major_incident_room.major_incident_room_archive': 'partial: few rooms wait to be put away',
  'index major_incident_event.major_incident_event_message': 'partial: a message is pinned once',
  'index major_incident_seat.major_incident_seat_one': 'partial: of each role but responders there is one',
  'index notice.notice_approval_waiting':
    'partial: many changes of an approval collapse into one waiting notice',
  'check change_board.change_board_next': 'a meeting to come says when its agenda is drawn up',
  'check change_meeting.change_meeting_began': 'what is under way or was held has begun',
  'check change_meeting.change_meeting_ended': 'a meeting has an instant of its end exactly once it is over',
  'check change_meeting.change_meeting_span': 'a meeting begins before it ends',
  'index change_meeting.change_meeting_open': 'partial: of all that there ever were, few are to come',
  'index change_meeting_card.change_meeting_card_agenda': 'partial: of its cards one is the agenda',
  'index notice.notice_meeting_waiting':
    'partial: many changes of a meeting collapse into one waiting notice',
  'index notice.notice_swap_waiting':
    'partial: many changes of an offered shift collapse into one waiting notice',
  'check shift_swap.shift_swap_ended': 'an offer has an instant of its end exactly once it is over',
  'check shift_swap.shift_swap_return': 'a shift in return has both ends, or there is none',
  'check shift_swap.shift_swap_taken': 'a shift that was taken was taken by somebody, and no other',
  'index shift_swap.shift_swap_open': 'partial: few offers are open, and those are looked for',
  'index audit_entry.audit_entry_unsealed': 'partial: the short tail that is not in the chain yet',
  'index entry.entry_message': 'partial: one message of a channel is one entry; most entries have none',
  'index escalation.escalation_due': 'partial: only what goes on is looked for',
  'index escalation.escalation_lost': 'partial: there is none, and it is looked for each minute',
  'index page.page_work': 'partial: what is still to be sent or looked at is little',
  'index macro.macro_name':
    'on an expression: a name is taken whatever its case, once among the shared and once among each person’s own',
  'index notice.notice_card_waiting': 'partial: many changes of a card collapse into one waiting notice',
  'index notice.notice_entry_waiting': 'partial: an entry waits once for each conversation',
  'index notice.notice_failed': 'partial: what failed is little, and looked for by itself',
  'index notice.notice_failed_of_ticket': 'partial: what failed is little, and looked for by its ticket',
  'index notice.notice_lane': 'partial: only what waits is looked for, in order within a conversation',
  'index notice.notice_notifications_waiting':
    'partial: all that a person is to be told comes in one message',
  'index notice.notice_waiting': 'partial: only what waits is looked for, by the time it is due',
  'index notification.notification_untold': 'partial: what a person was not told yet is little',
  'index recurrence.recurrence_next': 'partial: only what is on and comes again is looked for',
  'index recurrence_run.recurrence_run_waiting': 'partial: what is still to be done is little',
  'index rule_run.rule_run_waiting': 'partial: what is still to be done is little',
  'index person.person_handing_back': 'partial: hardly anybody is handing tickets back',
  'index sla_clock.sla_clock_next': 'partial: only clocks that have something to come are looked for',
  'index sla_event.sla_event_unhandled': 'partial: the short tail from which nothing has followed yet',
  'index ticket.ticket_awaits_assignment': 'partial: few tickets wait to be given to somebody',
  'index ticket.ticket_calendar': 'partial: few tickets have a calendar of their own',
  'index ticket.ticket_open_assignee': 'partial: lists of open tickets stay fast whatever has been closed',
  'index ticket.ticket_open_due': 'partial: open tickets by the time at which they are due',
  'index ticket.ticket_open_load': 'partial: how much agents have to do, read from the index alone',
  'index ticket.ticket_open_queue_due': 'partial: open tickets of a queue by the time at which they are due',
  'index ticket.ticket_open_queue': 'partial: lists of open tickets stay fast whatever has been closed',
  'index ticket.ticket_project': 'partial: few tickets are projects',
  'index ticket.ticket_queue_resolved': 'partial: what was resolved in a queue, and when',
  'index ticket.ticket_resolved': 'partial: what closes by itself after the grace period',
  'index ticket.ticket_tags': 'GIN, and of no use to Prisma queries',
  'index ticket_link.ticket_link_parent': 'partial: a ticket has one parent, and may have many other links',
  'index ticket_search.ticket_search_words': 'GIN over a tsvector, a type Prisma does not know',
  'index view.view_card': 'partial: one card of a kind for a ticket in a conversation',
  'index view.view_entry': 'partial: one message for an entry in a conversation',
  'index webhook_delivery.webhook_delivery_waiting':
    'partial: only what waits is looked for, by the time it is due',
  'index webhook_delivery.webhook_delivery_waiting_of_ticket':
    'partial: what waits of a ticket is told in order',
  'sequence ticket_number_change': 'numbers people can say, counted for each kind of ticket',
  'sequence ticket_number_incident': 'numbers people can say, counted for each kind of ticket',
  'sequence ticket_number_problem': 'numbers people can say, counted for each kind of ticket',
  'sequence ticket_number_request': 'numbers people can say, counted for each kind of ticket',
};

/** Prisma has no word for it, but never writes null into a list: so every list must be declared not null. */
function withListsNotNull(catalog: Catalog): Catalog {
  return new Map(
    [...catalog].map(([id, is]) => [
      id,
      id.startsWith('column ') ? is.replace('[] null', '[] not null') : is,
    ]),
  );
}

const databases: TestDatabase[] = [];
const clients: Client[] = [];

async function connect(database: TestDatabase): Promise<Client> {
  databases.push(database);
  const client = new Client({ connectionString: database.url });
  clients.push(client);
  await client.connect();
  return client;
}

/** An empty database, built by Prisma from a schema. */
async function build(schema: string): Promise<Client> {
  const database = await emptyDatabase();
  const client = await connect(database);
  await client.query(await scriptFor(schema, database.url));
  return client;
}

afterAll(async () => {
  for (const client of clients) await client.end();
  for (const database of databases) await database.drop();
});

test('the migrations and the Prisma schema build the same database', async () => {
  const schema = readFileSync(resolve(import.meta.dirname, '../../prisma/schema.prisma'), 'utf8');
  const wanted = await readCatalog(await build(schema));
  const actual = await readCatalog(await connect(await createDatabase()));
  const differences = compareCatalogs(actual, withListsNotNull(wanted));
  const extras = new Set(differences.filter(({ kind }) => kind === 'extra').map(({ id }) => id));
  const unlisted = differences.filter(({ id }) => !(extras.has(id) && id in BEYOND_PRISMA));
  expect(
    unlisted.map(({ words }) => words),
    'mend the schema or the migration; what Prisma cannot express is listed in BEYOND_PRISMA',
  ).toEqual([]);
  const needless = Object.keys(BEYOND_PRISMA).filter((id) => !extras.has(id));
  expect(needless, 'listed in BEYOND_PRISMA, but not in the database, or known to Prisma').toEqual([]);
});

describe('the comparison notices', () => {
  const SAMPLE = `
    datasource db {
      provider = "postgresql"
    }
    enum Kind {
      incident
      request
      @@map("kind")
    }
    model Person {
      id      String   @id @db.Uuid
      email   String   @unique
      at      DateTime @default(now()) @db.Timestamptz(3)
      tags    String[]
      tickets Ticket[]
      @@map("person")
    }
    model Ticket {
      id       BigInt  @id @default(autoincrement())
      personId String  @map("person_id") @db.Uuid
      person   Person  @relation(fields: [personId], references: [id], onDelete: Cascade)
      kind     Kind    @default(incident)
      title    String  @db.VarChar(200)
      score    Decimal @default(1.50) @db.Decimal(6, 2)
      note     String?
      @@index([personId, kind(sort: Desc)])
      @@map("ticket")
    }`;

  let client: Client;
  let wanted: Catalog;
  beforeAll(async () => {
    client = await build(SAMPLE);
    wanted = await readCatalog(client);
  });

  async function differencesAfter(sql: string): Promise<string[]> {
    await client.query('begin');
    try {
      await client.query(sql);
      return compareCatalogs(await readCatalog(client), wanted).map(({ words }) => words);
    } finally {
      await client.query('rollback');
    }
  }

  test('nothing when nothing differs, however it is written', async () => {
    expect(wanted.size).toBeGreaterThan(15);
    const same = [
      'alter table person alter at set default now()',
      'drop index person_email_key',
      'alter table person add constraint person_email_key unique (email)',
      'create table _prisma_migrations (id int primary key)',
    ];
    expect(await differencesAfter(same.join(';'))).toEqual([]);
  });

  test.each([
    ['a table too many', 'create table extra (id int)', 'table extra: only in the database'],
    ['a table too few', 'drop table ticket', 'table ticket: only in the Prisma schema'],
    [
      'a table that crashes would empty',
      'alter table ticket set unlogged',
      'table ticket: the database has "unlogged"',
    ],
    [
      'a column too many',
      'alter table person add x int',
      'column person.x: only in the database (integer null)',
    ],
    ['a column too few', 'alter table person drop at', 'column person.at: only in the Prisma schema'],
    ['another name', 'alter table person rename at to "on"', 'column person.on: only in the database'],
    [
      'another type',
      'alter table person alter email type varchar',
      'column person.email: the database has "character varying',
    ],
    [
      'another length',
      'alter table ticket alter title type varchar(100)',
      'varying(100) not null", the Prisma schema wants',
    ],
    ['another precision', 'alter table person alter at type timestamptz(6)', 'timestamp(6) with time zone'],
    ['another scale', 'alter table ticket alter score type numeric(6, 3)', 'numeric(6,3)'],
    [
      'no list',
      'alter table person alter tags type text using null',
      'column person.tags: the database has "text',
    ],
    ['null allowed', 'alter table ticket alter title drop not null', 'column ticket.title: the database has'],
    [
      'null forbidden',
      'alter table ticket alter note set not null',
      'column ticket.note: the database has "text not null"',
    ],
    ['no default', 'alter table person alter at drop default', 'column person.at: the database has'],
    [
      'another default',
      'alter table ticket alter score set default 2',
      'column ticket.score: the database has',
    ],
    [
      'a default too many',
      `alter table ticket alter note set default ''`,
      'column ticket.note: the database has',
    ],
    [
      'no autoincrement',
      'alter table ticket alter id drop default',
      'column ticket.id: the database has "bigint not null"',
    ],
    [
      'another sequence',
      'alter sequence ticket_id_seq increment 2',
      'sequence ticket_id_seq: the database has',
    ],
    [
      'a collation',
      'alter table person alter email type text collate "C"',
      'column person.email: the database has "text not null collate',
    ],
    [
      'no primary key',
      'alter table ticket drop constraint ticket_pkey',
      'primary key ticket.ticket_pkey: only in the Prisma schema',
    ],
    [
      'another primary key',
      'alter table ticket drop constraint ticket_pkey; alter table ticket add constraint ticket_pkey primary key (id, kind)',
      'the database has "PRIMARY KEY (id, kind)"',
    ],
    ['no unique', 'drop index person_email_key', 'index person.person_email_key: only in the Prisma schema'],
    [
      'a unique that is none',
      'drop index person_email_key; create index person_email_key on person (email)',
      'index person.person_email_key: the database has',
    ],
    [
      'a partial unique',
      `drop index person_email_key; create unique index person_email_key on person (email) where email <> ''`,
      'index person.person_email_key: the database has',
    ],
    [
      'no index',
      'drop index "ticket_person_id_kind_idx"',
      'index ticket.ticket_person_id_kind_idx: only in the Prisma schema',
    ],
    [
      'another direction',
      'drop index "ticket_person_id_kind_idx"; create index "ticket_person_id_kind_idx" on ticket (person_id, kind)',
      'index ticket.ticket_person_id_kind_idx: the database has',
    ],
    [
      'an index of another name',
      'alter index person_email_key rename to person_email',
      'index person.person_email: only in the database',
    ],
    [
      'an index too many',
      'create index on person using gin (tags)',
      'index person.person_tags_idx: only in the database',
    ],
    [
      'an enum value too many',
      `alter type kind add value 'change'`,
      'enum kind: the database has "incident, request, change"',
    ],
    [
      'enum values in another order',
      `alter type kind add value 'change' before 'request'`,
      'enum kind: the database has "incident, change, request"',
    ],
    [
      'an enum value of another name',
      `alter type kind rename value 'request' to 'ask'`,
      'enum kind: the database has "incident, ask"',
    ],
    ['an enum too many', `create type mood as enum ('good')`, 'enum mood: only in the database'],
    [
      'no foreign key',
      'alter table ticket drop constraint ticket_person_id_fkey',
      'foreign key ticket.ticket_person_id_fkey: only in the Prisma schema',
    ],
    [
      'another action',
      'alter table ticket drop constraint ticket_person_id_fkey; alter table ticket add constraint ticket_person_id_fkey foreign key (person_id) references person (id) on update cascade on delete restrict',
      'ON DELETE RESTRICT", the Prisma schema wants',
    ],
    [
      'a deferred foreign key',
      'alter table ticket alter constraint ticket_person_id_fkey deferrable',
      'DEFERRABLE',
    ],
    [
      'a check',
      'alter table ticket add constraint positive check (score > 0)',
      'check ticket.positive: only in the database',
    ],
    ['a sequence', 'create sequence numbers', 'sequence numbers: only in the database'],
    ['a view', 'create view people as select id from person', 'view people: only in the database'],
    [
      'a function and a trigger',
      `create function f() returns trigger language plpgsql as 'begin return new; end'; create trigger t before insert on person execute function f()`,
      'trigger person.t: only in the database',
    ],
    ['a domain', 'create domain short as text', 'domain short: only in the database'],
    ['a policy', 'create policy mine on person using (true)', 'policy person.mine: only in the database'],
    ['an extension', 'create extension pg_trgm', 'extension pg_trgm: only in the database'],
    ['a schema', 'create schema other', 'schema other: only in the database'],
  ])('%s', async (_, sql, words) => {
    const differences = await differencesAfter(sql);
    expect(
      differences.some((difference) => difference.includes(words)),
      differences.join('\n'),
    ).toBe(true);
  });
});
