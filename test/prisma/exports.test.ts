import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_GROUPS, ExportType } from '../../src/contract/exports.ts';
import { KINDS, LEFT_OUT_COLUMNS, LEFT_OUT_TABLES } from '../../src/domain/exports/kinds/all.ts';
import { columnsOf } from '../../src/domain/exports/kinds/kind.ts';
import type { ExportRequest } from '../../src/domain/exports/policy.ts';
import { type Scope, scopeOf } from '../../src/domain/exports/scope.ts';
import { writeExport } from '../../src/domain/exports/write.ts';
import type { Ctx } from '../../src/lib/context.ts';
import { createDesk, type Desk } from '../support/desk.ts';

type Column = { table: string; column: string; type: string; element: string; values: string[] | null };

let desk: Desk;
let client: pg.Client;
let columns: Column[];

/** What stands in every text of every table, and says where. */
const canary = ({ table, column }: { table: string; column: string }) => `canary:${table}.${column}:`;

beforeAll(async () => {
  desk = await createDesk();
  client = new pg.Client({ connectionString: desk.store.url });
  await client.connect();
  columns = (
    await client.query(`
      SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type,
             coalesce(e.typname, t.typname) AS element,
             (SELECT array_agg(enumlabel::text ORDER BY enumsortorder) FROM pg_enum
               WHERE enumtypid = coalesce(e.oid, t.oid)) AS values
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
       ORDER BY c.relname, a.attnum`)
  ).rows;
});
afterAll(async () => {
  await client?.end();
  await desk?.close();
});

describe('every table', () => {
  it('is exported, or left out for a reason', () => {
    const tables = [...new Set(columns.map(({ table }) => table))];
    const known = [...KINDS.map(({ table }) => table), ...Object.keys(LEFT_OUT_TABLES)];
    expect(known.toSorted(), 'src/domain/exports/kinds says what is exported').toEqual(tables.toSorted());
  });

  it('and so is every column of what is exported', () => {
    const exported = new Map(KINDS.map((kind) => [kind.table, kind]));
    const there = columns
      .filter(({ table }) => exported.has(table))
      .map((one) => `${one.table}.${one.column}`);
    const known = [
      ...KINDS.flatMap((kind) => columnsOf(kind).map((column) => `${kind.table}.${column}`)),
      ...Object.keys(LEFT_OUT_COLUMNS),
    ];
    expect(known.toSorted()).toEqual(there.toSorted());
  });

  it('has one type, of one group', () => {
    expect(KINDS.map(({ type }) => type).toSorted()).toEqual(ExportType.options.toSorted());
    expect(Object.values(EXPORT_GROUPS).flat()).toHaveLength(new Set(ExportType.options).size);
  });

  it('is told in docs/exports.md', async () => {
    const docs = await readFile(new URL('../../docs/exports.md', import.meta.url), 'utf8');
    for (const type of ExportType.options) expect(docs).toContain(`\`${type}\``);
  });
});

/** A value for a column, which says where it stands where it can. */
function contentOf(column: Column): unknown {
  const { type, element, values } = column;
  const one = () => {
    if (values) return values[0];
    if (element === 'uuid') return desk.queue.id;
    if (element === 'bool') return true;
    if (element.startsWith('int')) return 1;
    if (element.startsWith('timestamp')) return '2026-01-05T09:00:00Z';
    if (element === 'bytea') return Buffer.from(canary(column));
    if (element === 'json' || element === 'jsonb') return JSON.stringify({ a: [canary(column)] });
    if (element === 'tsvector') return `'${canary(column)}'`;
    return canary(column);
  };
  return type.endsWith('[]') ? [one()] : one();
}

/** A row in every table, whatever it belongs to: all ids are the same. */
async function fillAll(): Promise<void> {
  const { rows: constraints } = await client.query(
    `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
      WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace`,
  );
  for (const { table, name } of constraints) {
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`);
  }
  for (const table of new Set(columns.map((one) => one.table))) {
    await client.query(`DELETE FROM "${table}"`);
    const own = columns.filter((one) => one.table === table);
    await client.query(
      `INSERT INTO "${table}" (${own.map((one) => `"${one.column}"`).join(', ')}) OVERRIDING SYSTEM VALUE
       VALUES (${own.map((_, at) => `$${at + 1}`).join(', ')})`,
      own.map((one) => SPECIAL[`${one.table}.${one.column}`] ?? contentOf(one)),
    );
  }
}

/** Where anything would not do. */
const SPECIAL: Record<string, unknown> = {
  'approval.subject_kind': 'ticket',
  'calendar.source_url':
    'https://ada:canary:calendar.source_url:@cal.example.com/canary:calendar.source_url:/b?c',
  'setting.name': 'allowedHosts',
  'webhook.url': 'https://hooks.example.com/services/canary:webhook.url:?token=canary:webhook.url:',
};

const written = async (ctx: Ctx, scope: Scope, format: 'jsonl' | 'csv') => {
  const request: ExportRequest = {
    ...{ format, bom: false, zip: false, files: false, filter: {}, types: ExportType.options },
  };
  const watch = async () => {};
  const { result } = await writeExport(ctx, { dataDir: '/nowhere', request, scope, watch }, (bytes) =>
    text(Readable.from(bytes)),
  );
  return result;
};

describe('with something in every column', () => {
  let all: { jsonl: string; csv: string };
  beforeAll(async () => {
    const ctx = desk.ctxFor('system');
    const scope = await scopeOf(ctx, {});
    await fillAll();
    all = { jsonl: await written(ctx, scope, 'jsonl'), csv: await written(ctx, scope, 'csv') };
  });

  it('there is a line of every type', () => {
    const types = all.jsonl
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types.toSorted()).toEqual(['export', ...ExportType.options].toSorted());
  });

  it.each(['jsonl', 'csv'] as const)('in %s is what is named, and nothing else', (format) => {
    const there = new Set(all[format].match(/canary:\w+\.\w+:/g));
    const inText = columns.filter(({ type }) => /^(text|json|jsonb|text\[\])$/.test(type));
    const meant = KINDS.flatMap((kind) => columnsOf(kind).map((column) => `${kind.table}.${column}`));
    const wanted = inText
      .filter((one) => meant.includes(`${one.table}.${one.column}`))
      .filter((one) => !(`${one.table}.${one.column}` in SPECIAL))
      .map(canary);
    expect([...there].toSorted()).toEqual(wanted.toSorted());
  });

  it('nothing secret is in it in any other writing', () => {
    const secret = columns.filter(({ table, column }) => {
      const isOut = table in LEFT_OUT_TABLES || `${table}.${column}` in LEFT_OUT_COLUMNS;
      // Its hash is no secret: it is there to be compared.
      return isOut && !/^audit_entry\.(detail_)?hash$/.test(`${table}.${column}`);
    });
    expect(secret.length).toBeGreaterThan(100);
    for (const one of secret) {
      const bytes = Buffer.from(canary(one));
      for (const writing of [canary(one), bytes.toString('hex'), bytes.toString('base64').slice(0, -4)]) {
        expect(all.jsonl).not.toContain(writing);
        expect(all.csv).not.toContain(writing);
      }
    }
  });

  it('addresses lead to their hosts, and no further', () => {
    expect(all.jsonl).toContain('"sourceHost":"https://cal.example.com"');
    expect(all.jsonl).toContain('"host":"https://hooks.example.com"');
  });
});

it('no column that sounds secret is exported', () => {
  const allowed = new Set([
    // Of what was voted on.
    ...['approval.hash', 'approval_vote.hash'],
    // Of the bytes of a file.
    'attachment.sha256',
    // By what an alert, or a ticket elsewhere, is known.
    ...['alert.dedup_key', 'alert.group_key', 'imported_ticket.key'],
  ]);
  const names = KINDS.flatMap((kind) => columnsOf(kind).map((column) => `${kind.table}.${column}`));
  const suspicious = names.filter((name) =>
    /hash|secret|token|password|sha|salt|key|code_|headers|url$/.test(name.split('.')[1] ?? ''),
  );
  expect(suspicious.filter((name) => !allowed.has(name))).toEqual([]);
});
