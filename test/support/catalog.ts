import type { ClientBase } from 'pg';

/** What stands in a database: the name of each object (`column person.email`) and PostgreSQL's words for it. */
export type Catalog = Map<string, string>;

const HERE = `'public'::regnamespace`;

/** Leaves out what belongs to an extension. */
const ours = (alias: string, catalogue = 'pg_class') =>
  `not exists (select from pg_depend e
     where e.objid = ${alias}.oid and e.classid = '${catalogue}'::regclass and e.deptype = 'e')`;

/**
 * Each query gives `id` and `is`. Prisma's own table is left out. What PostgreSQL
 * makes by itself for another object (the type of a table, the index of a key) is not named twice.
 */
const QUERIES = [
  // Tables and views; a view by its text.
  `select format('%s %s', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                                         when 'f' then 'foreign table' else 'table' end, c.relname) as id,
     concat_ws(', ', case c.relpersistence when 'u' then 'unlogged' end,
       case when c.relrowsecurity then 'row security' end,
       case when c.relkind = 'p' then 'partitioned ' || pg_get_partkeydef(c.oid) end,
       case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end) as is
   from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ours('c')} and c.relnamespace = ${HERE}`,
  `select format('column %s.%s', c.relname, a.attname) as id,
     concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' else 'null' end,
       case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
       case a.attidentity when 'a' then 'identity always' when 'd' then 'identity by default' end,
       case when a.attgenerated <> '' then 'generated' when d.oid is not null then 'default' end,
       replace(pg_get_expr(d.adbin, d.adrelid), 'now()', 'CURRENT_TIMESTAMP')) as is
   from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f')
     and ${ours('c')} and c.relnamespace = ${HERE}`,
  // Uniques are compared as indexes: to Prisma, a unique constraint and a unique index are the same.
  `select format('%s %s.%s', case n.contype when 'p' then 'primary key' when 'f' then 'foreign key'
       when 'c' then 'check' when 'x' then 'exclusion' else 'constraint trigger' end,
     coalesce(c.relname, n.contypid::regtype::text), n.conname) as id, pg_get_constraintdef(n.oid) as is
   from pg_constraint n left join pg_class c on c.oid = n.conrelid
   where n.contype in ('p', 'f', 'c', 'x', 't') and n.connamespace = ${HERE}
     and (c.oid is null or ${ours('c')})`,
  `select format('index %s.%s', c.relname, i.relname) as id,
     pg_get_indexdef(i.oid) || case when x.indisvalid then '' else ' (invalid)' end as is
   from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
   where not x.indisprimary and ${ours('c')} and i.relnamespace = ${HERE}
     and not exists (select from pg_constraint n where n.conindid = i.oid and n.contype = 'x')`,
  `select 'enum ' || t.typname as id, string_agg(e.enumlabel, ', ' order by e.enumsortorder) as is
   from pg_type t join pg_enum e on e.enumtypid = t.oid
   where t.typnamespace = ${HERE} and ${ours('t', 'pg_type')} group by t.typname`,
  `select format('%s %s', case t.typtype when 'd' then 'domain' when 'r' then 'range' else 'composite type' end,
     t.typname) as id, coalesce(format_type(t.typbasetype, t.typtypmod), '') as is
   from pg_type t left join pg_class c on c.oid = t.typrelid
   where (t.typtype in ('d', 'r') or c.relkind = 'c') and t.typnamespace = ${HERE} and ${ours('t', 'pg_type')}`,
  // The sequence of an identity column is part of it.
  `select 'sequence ' || c.relname as id, concat_ws(' ', format_type(s.seqtypid, null), 'from', s.seqstart, 'by',
     s.seqincrement, case when s.seqcycle then 'cycle' end) as is
   from pg_sequence s join pg_class c on c.oid = s.seqrelid
   where c.relnamespace = ${HERE} and ${ours('c')}
     and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')`,
  `select format('trigger %s.%s', c.relname, g.tgname) as id, pg_get_triggerdef(g.oid) as is
   from pg_trigger g join pg_class c on c.oid = g.tgrelid
   where not g.tgisinternal and c.relnamespace = ${HERE} and ${ours('c')}`,
  `select format('function %s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) as id,
     md5(p.prosrc) as is from pg_proc p where p.pronamespace = ${HERE} and ${ours('p', 'pg_proc')}`,
  `select format('policy %s.%s', c.relname, p.polname) as id, pg_get_expr(p.polqual, p.polrelid) as is
   from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = ${HERE}`,
  `select format('rule %s.%s', c.relname, r.rulename) as id, pg_get_ruledef(r.oid) as is
   from pg_rewrite r join pg_class c on c.oid = r.ev_class
   where r.rulename <> '_RETURN' and c.relnamespace = ${HERE} and ${ours('c')}`,
  `select 'extension ' || extname as id, '' as is from pg_extension where extname <> 'plpgsql'`,
  `select 'schema ' || nspname as id, '' as is from pg_namespace
   where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')`,
];

/** Reads the schema `public` of the database; within a transaction it sees what that has changed. */
export async function readCatalog(client: ClientBase): Promise<Catalog> {
  const catalog: Catalog = new Map();
  for (const query of QUERIES) {
    const { rows } = await client.query(query);
    for (const { id, is } of rows) if (!/[ .]_prisma_migrations/.test(id)) catalog.set(id, is ?? '');
  }
  return catalog;
}

export type Difference = { id: string; kind: 'extra' | 'missing' | 'other'; words: string };

/** What differs between the database as it is and as the schema wants it, in the order of the names. */
export function compareCatalogs(actual: Catalog, wanted: Catalog): Difference[] {
  const ids = [...new Set([...actual.keys(), ...wanted.keys()])].sort();
  return ids.flatMap((id) => {
    const [is, want] = [actual.get(id), wanted.get(id)];
    if (is === want) return [];
    if (want === undefined)
      return { id, kind: 'extra' as const, words: `${id}: only in the database (${is})` };
    if (is === undefined)
      return { id, kind: 'missing' as const, words: `${id}: only in the Prisma schema (${want})` };
    return {
      id,
      kind: 'other' as const,
      words: `${id}: the database has "${is}", the Prisma schema wants "${want}"`,
    };
  });
}
