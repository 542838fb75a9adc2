import type { z } from 'zod';
import type { MigrationKind } from '../../contract/migrations.ts';
import type { IntegrationSettings, ServiceSettings, SourceName } from '../../contract/services.ts';

/**
 * What an export of another tool says, in words that all tools share. Things refer to each other by the keys that they
 * have there.
 */

type Named = {
  key: string;
  name: string;
  /** Where in the export it stands. */
  place: string;
  /** What will differ here. */
  notes: string[];
};

export type FoundPerson = Named & {
  email: string | null;
  timeZone: string | null;
  /** They work there, rather than only look. */
  works: boolean;
};

export type FoundTeam = Named & { members: { person: string; lead: boolean }[] };

/** Minutes of a week, Monday first; it may reach into the next one. */
export type WeekSpan = { from: number; minutes: number };

/**
 * People who take turns. Times are those of the wall in its zone, in epoch milliseconds as if they were of UTC.
 */
export type Rotation = {
  key: string;
  name: string;
  timeZone: string;
  /** The people of each turn, by their keys. */
  turns: string[][];
  /** When a first turn begins, or would. */
  first: number;
  minutes: number;
  /** From when until when it holds. */
  from: number;
  until: number | null;
  /** Outside of these nobody is on call by it; null: it has all hours. */
  hours: WeekSpan[] | null;
};

export type FoundOverride = {
  from: string;
  to: string;
  people: string[];
  /** Keys of the rotations that it is about; null: all. */
  rotations: string[] | null;
};

export type FoundSchedule = Named & {
  team: string | null;
  /** From the lowest; those of one level are on call side by side. */
  levels: Rotation[][];
  overrides: FoundOverride[];
};

export type FoundTarget = { who: 'person' | 'schedule' | 'team' | 'round_robin'; key: string };

export type FoundPolicy = Named & {
  steps: { targets: FoundTarget[]; waitMinutes: number }[];
  repeat: number;
  acknowledgedMinutes: number | null;
};

export type FoundService = Named & {
  description: string;
  team: string | null;
  policy: string | null;
  settings: z.input<typeof ServiceSettings>;
};

/** From where alerts come in. */
export type FoundDoor = Named & {
  service: string;
  source: SourceName;
  settings: z.input<typeof IntegrationSettings>;
};

/** What cannot be taken over, and why. */
export type LeftOut = { kind: MigrationKind; name: string; place: string; problem: string };

export type Found = {
  people: FoundPerson[];
  teams: FoundTeam[];
  schedules: FoundSchedule[];
  policies: FoundPolicy[];
  services: FoundService[];
  doors: FoundDoor[];
  left: LeftOut[];
};

export const nothingFound = (): Found => ({
  ...{ people: [], teams: [], schedules: [], policies: [], services: [], doors: [], left: [] },
});
