import { z } from 'zod';
import { PeopleOrTeam } from './approvals.ts';
import { ChangeRisk, ChangeType, FindingKind } from './changes.ts';
import { Capacity, Host, Id, Level, Name } from './common.ts';
import { endpoint } from './endpoint.ts';
import { SeverityTree } from './severity.ts';
import { StatusPageSettings } from './status-page.ts';

const Priority = z.literal([1, 2, 3, 4, 5]);
const Row = z.tuple([Priority, Priority, Priority]).readonly();

/** A conversation of a chat, by the channel's id of it. */
const Place = z.strictObject({
  channel: z.enum(['slack', 'teams']),
  conversation: z.string().min(1, 'must not be empty').max(500),
});
/** The conversations of their own that major incidents get. */
export const RoomSettings = z.object({
  /** Those of this severity and worse have one; 0: none has. */
  severity: z.literal([0, 1, 2, 3, 4, 5]),
  /** Beside which conversation they are made; null: where one is declared, or else where those of its services talk. */
  place: Place.nullable(),
  /** How many days after the end one is put away, where the chat can do that; null: never. */
  archiveDays: z.number().int().min(1).max(365).nullable(),
});
export type RoomSettings = z.output<typeof RoomSettings>;

const Minutes = z.number().int().min(1).max(10_080).nullable();

/** How major incidents are led. */
export const IncidentSettings = z.object({
  /** How often those who wait are told how it stands, by severity from P1 on; null: when there is news. */
  updateMinutes: z.tuple([Minutes, Minutes, Minutes, Minutes, Minutes]).readonly(),
  /** When, and how often, people are told that nobody commands it; null: never. */
  claimMinutes: Minutes,
  /** The conversations in which each update is told as well. */
  stakeholders: z.array(Place).max(20),
  rooms: RoomSettings,
  /** After how many days, and how often, somebody is told that a review is not done; null: never. */
  reviewDays: z.number().int().min(1).max(90).nullable(),
  /** What asks for the severity when one is declared; null: it is chosen by its name. */
  severityTree: SeverityTree.nullable(),
  /** What an hour of one person costs; null: nothing is reckoned. */
  cost: z
    .strictObject({
      rate: z.number().positive('must be more than 0').max(100_000),
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be three letters such as EUR'),
    })
    .nullable(),
  /** When the desk proposes a ticket as a major incident by itself. */
  candidates: z.strictObject({
    /** It becomes P1. */
    p1: z.boolean(),
    /** So many of its children that are open came within so many minutes; null: however many. */
    children: z.number().int().min(2, 'must be at least 2').max(200).nullable(),
    minutes: z.number().int().min(1).max(10_080),
  }),
});
export type IncidentSettings = z.output<typeof IncidentSettings>;

const Risks = z.tuple([ChangeRisk, ChangeRisk, ChangeRisk]).readonly();
const RiskQuestion = z.strictObject({
  /** Answers are kept by it. */
  id: z.string().regex(/^[a-z0-9_]{1,40}$/, 'must have lower case letters, digits and _'),
  text: z.string().trim().min(1, 'must not be empty').max(300),
  /** What may be answered, and how likely it is then that something goes wrong: 1 is likely. */
  answers: z
    .array(
      z.strictObject({ text: z.string().trim().min(1, 'must not be empty').max(200), likelihood: Level }),
    )
    .min(2, 'must have two answers or more')
    .max(10),
});
/** How risky a change is at least that it holds for; what is empty or null holds for all of them. */
const RiskRule = z.strictObject({
  name: Name,
  types: z.array(ChangeType).max(3).default([]),
  /** One of its services, or of those that need them, is of such a tier. */
  tiers: z.array(z.number().int().min(1).max(5)).max(5).default([]),
  /** It touches so many services or more. */
  services: z.number().int().min(1).max(50).nullable().default(null),
  risk: ChangeRisk,
});

/** How changes are agreed to and carried out. */
export const ChangeSettings = z.object({
  /**
   * Who is asked, by approval policies: to assess a normal change, to authorise one, and, beside them, for an emergency in
   * a freeze. Null: nobody is asked, and an agent without a part in it says yes; to authorise it, an admin.
   */
  policies: z.strictObject({
    ...{ assess: Id.nullable(), normal: Id.nullable(), emergency: Id.nullable(), freeze: Id.nullable() },
  }),
  /** What is found of these kinds keeps a change from being submitted; everything else only warns. */
  blocks: z
    .array(FindingKind)
    .max(20)
    .transform((kinds) => [...new Set(kinds)]),
  /** How long before its window the implementer is reminded, in minutes. */
  remindMinutes: z.number().int().min(1).max(10_080),
  /** After so many days in review a change that went well closes by itself; null: never. */
  closeDays: z.number().int().min(0).max(90).nullable(),
  /** After so many normal changes that are alike and went well, within so many days, a template is proposed. */
  factory: z.strictObject({
    /** 0: none is. */
    after: z.number().int().min(0).max(50, 'must be at most 50'),
    days: z.number().int().min(1).max(3_650, 'must be at most 3650'),
    /** Who decides, beside admins; null: they alone. */
    manager: PeopleOrTeam.nullable(),
  }),
  risk: z.strictObject({
    questions: z.array(RiskQuestion).max(20),
    /** matrix[likelihood - 1][impact - 1] */
    matrix: z.tuple([Risks, Risks, Risks]).readonly(),
    rules: z.array(RiskRule).max(50),
  }),
});
export type ChangeSettings = z.output<typeof ChangeSettings>;

export const Settings = z.object({
  /** matrix[impact - 1][urgency - 1] is the priority. */
  priorityMatrix: z.tuple([Row, Row, Row]).readonly(),
  /** How long a resolved ticket can be reopened, in days; then it closes by itself. */
  graceDays: z.number().int().min(0).max(90),
  /** Where a ticket goes when neither rule nor conversation says. */
  defaultQueueId: Id,
  /** Hosts that Deskbell may send requests to although they are not public: an intranet's calendar, its webhooks. */
  allowedHosts: z.array(Host).max(50),
  /** How many open tickets an agent is given at most, unless told of them; null: no limit. */
  capacity: Capacity.nullable(),
  incidents: IncidentSettings,
  changes: ChangeSettings,
  statusPage: StatusPageSettings,
});
export type Settings = z.output<typeof Settings>;

export const settings = {
  get: endpoint({
    method: 'GET',
    path: '/settings',
    summary: 'Settings of the desk',
    scope: 'read',
    input: z.strictObject({}),
    output: Settings,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/settings',
    summary: 'Change settings',
    scope: 'admin',
    input: z.strictObject({
      ...Settings.partial().shape,
      /** What is not named stays as it is. */
      incidents: z.strictObject(IncidentSettings.partial().shape).optional(),
      changes: z
        .strictObject({ ...ChangeSettings.shape, factory: ChangeSettings.shape.factory.optional() })
        .optional(),
    }),
    output: Settings,
  }),
};
