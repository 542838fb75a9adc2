import type { StatusAsked } from '../contract/status-form.ts';
import { loadIncident } from '../domain/incidents/load.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import { statusUpdatesOf } from '../domain/status/publish.ts';
import type { Ctx } from '../lib/context.ts';
import { DeskbellError, isDeskbellError } from '../lib/errors.ts';

/** What an update of a major incident is asked of about the status page. */
export async function statusAsked(ctx: Ctx, reference: string): Promise<StatusAsked> {
  const { settings } = await directoryOf(ctx);
  const { incident } = await loadIncident(ctx, reference);
  return {
    page: settings.statusPage,
    services: incident.services.map(({ service }) => service),
    statusUpdates: await statusUpdatesOf(ctx, incident.id),
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
