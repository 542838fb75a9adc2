import type pg from 'pg';
import type { Ctx } from '../../src/lib/context.ts';

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] };

/**
 * Which of these tables PostgreSQL reads from end to end for the statements that `work` sends: each is sent as it
 * is, and then explained with the same values.
 */
export async function sequentialScans(
  ctx: Ctx,
  tables: readonly string[],
  work: (ctx: Ctx) => Promise<unknown>,
): Promise<string[]> {
  const sent: pg.QueryConfig[] = [];
  const { pool } = ctx.store;
  const listening = {
    query(config: pg.QueryConfig) {
      sent.push(config);
      return pool.query(config);
    },
  } as pg.Pool;
  await work({ ...ctx, sql: listening, store: { ...ctx.store, pool: listening } });
  if (sent.length === 0) throw new Error('No statement was seen, so none can be judged.');
  const scans: string[] = [];
  for (const { text, values } of sent) {
    if (text.startsWith('EXPLAIN')) continue;
    const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
    const root: Node = rows[0]['QUERY PLAN'][0].Plan;
    for (const node of nodesOf(root)) {
      const table = node['Relation Name'] ?? '';
      if (node['Node Type'] === 'Seq Scan' && tables.includes(table)) scans.push(table);
    }
  }
  return scans;
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
