import type { z } from 'zod';
import type { Field } from '../contract/card.ts';
import type { incidents } from '../contract/incidents.ts';
import { ServiceLevel, serviceLevelWords } from '../contract/status-page.ts';
import { loadIncident } from '../domain/incidents/load.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import type { Ctx } from '../lib/context.ts';
import { DeskbellError, failField, isDeskbellError } from '../lib/errors.ts';
import { choice, paragraph } from './action.ts';

type Published = z.input<typeof incidents.update.input>['status'];

/** What an update asks about the status page; nothing where that shows no services. */
export async function statusFields(ctx: Ctx): Promise<Field[]> {
  const { settings } = await directoryOf(ctx);
  if (settings.statusPage.components.length === 0) return [];
  return [
    {
      ...paragraph('statusText', 'Also on the status page', false),
      hint: 'In words of its own. Empty: nothing is said there.',
    },
    {
      ...{ type: 'text', name: 'statusTitle', label: 'Title on the status page', required: false, max: 300 },
      hint: 'Needed the first time. Empty: as before.',
    },
    choice(
      'statusPublic',
      'Who reads it there?',
      {
        no: 'Whoever is signed in',
        ...(settings.statusPage.public ? { yes: 'Everybody, it is public' } : {}),
      },
      'no',
    ),
    {
      ...choice(
        'statusLevel',
        'How are the affected services?',
        { same: 'As before', ...serviceLevelWords },
        'same',
      ),
      required: false,
    },
  ];
}

/** What was filled in: its level is that of all services that the incident is about. */
export async function statusOf(
  ctx: Ctx,
  number: string,
  { statusText = '', statusTitle = '', statusPublic, statusLevel }: Record<string, string>,
): Promise<Published> {
  const level = ServiceLevel.options.find((one) => one === statusLevel);
  if (statusText.trim() === '') {
    const isMeant = level !== undefined || statusTitle.trim() !== '' || statusPublic === 'yes';
    return isMeant ? failField('statusText', 'Say it in words, too.') : undefined;
  }
  const { incident } = await loadIncident(ctx, number);
  return {
    ...{ text: statusText, public: statusPublic === 'yes' },
    ...(statusTitle.trim() === '' ? {} : { title: statusTitle }),
    ...(level
      ? { services: incident.services.map(({ service }) => ({ serviceId: service.id, level })) }
      : {}),
  };
}

const FIELDS: Record<string, string> = { 'status.title': 'statusTitle', 'status.text': 'statusText' };

/** What is wrong stands at the fields of the form. */
export async function atStatusFields<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isDeskbellError(error) || !error.details.problems) throw error;
    const problems = error.details.problems.map(({ field, message }) => ({
      ...{ field: FIELDS[field] ?? field, message },
    }));
    throw new DeskbellError(error.code, error.message, { ...error.details, problems });
  }
}
