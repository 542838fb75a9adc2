import type { ImportReport } from '../../src/contract/imports.ts';
import type { Store } from '../../src/lib/store.ts';
import type { EventLog, LogLine, Standing } from './event-log.ts';

/** As many rows as one call may bring. */
const BATCH = 1_000;

/**
 * Sends the lines in order, a thousand at a time.
 * @returns what was reported otherwise than it must be, in words; empty: every single row was accounted for
 */
export async function replay(
  lines: readonly LogLine[],
  send: (rows: unknown[]) => Promise<ImportReport>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (let start = 0; start < lines.length; start += BATCH) {
    const batch = lines.slice(start, start + BATCH);
    const report = await send(batch.map(({ row }) => row));
    const refused = new Map(report.refused.map(({ row, problem }) => [row, problem]));
    for (const [index, { row, fate }] of batch.entries()) {
      const problem = refused.get(index);
      if ((problem !== undefined) === (fate === 'refused')) continue;
      wrong.push(`row ${start + index} ${JSON.stringify(row)}: ${problem ?? 'was not refused'}`);
    }
    const count = (...fates: LogLine['fate'][]) => batch.filter(({ fate }) => fates.includes(fate)).length;
    const wanted = {
      opened: count('opened'),
      taken: count('opened', 'changed'),
      unchanged: count('unchanged'),
    };
    for (const what of ['opened', 'taken', 'unchanged'] as const) {
      if (report[what] === wanted[what]) continue;
      wrong.push(`rows from ${start}: ${report[what]} ${what}, not ${wanted[what]}`);
    }
  }
  return wrong;
}

/** Tickets that do not stand as the log says, in words. */
export async function misplaced({ client }: Store, source: string, { tickets }: EventLog): Promise<string[]> {
  const imported = await client.importedTicket.findMany({
    where: { source },
    include: { ticket: { include: { queue: true } } },
  });
  const assignees = new Map(
    (await client.person.findMany({ where: { assigned: { some: {} } } })).map(({ id, email }) => [id, email]),
  );
  const standings = new Map(
    imported.map(({ key, ticket: { queue, assigneeId, createdAt, resolvedAt, closedAt, ...ticket } }) => [
      key,
      {
        ...{ state: ticket.state, category: ticket.category, impact: ticket.impact, urgency: ticket.urgency },
        ...{ assignee: (assigneeId && assignees.get(assigneeId)) ?? null, queue: queue.name },
        holdReason: ticket.holdReason,
        createdAt: createdAt.toISOString(),
        resolvedAt: resolvedAt?.toISOString() ?? null,
        closedAt: closedAt?.toISOString() ?? null,
      } satisfies Standing,
    ]),
  );
  const keys = new Set([...tickets.keys(), ...standings.keys()]);
  return [...keys].flatMap((key) => {
    const [is, must] = [standings.get(key), tickets.get(key)].map((one) => JSON.stringify(one));
    return is === must ? [] : [`${key}: ${is}, not ${must}`];
  });
}
