import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool } from 'pg';

/**
 * Prisma's schema engine, the program behind `prisma migrate`, as WebAssembly: the same code, without the
 * download. Here it says what a schema file means and what it thinks of a migration history.
 */
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** The SQL that builds what a Prisma schema describes in an empty database. */
export async function scriptFor(schema: string, url: string): Promise<string> {
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      ...{ script: true, exitCode: null, shadowDatabaseUrl: null, filters: NO_FILTERS },
    }),
  );
  return stdout ?? '';
}

/** `prisma migrate deploy`: the names of the migrations it has applied. */
export async function deploy(dir: string, url: string): Promise<string[]> {
  const migrationsList = await migrationsIn(dir);
  const applied = await withEngine(url, (engine) =>
    engine.applyMigrations({ migrationsList, filters: NO_FILTERS }),
  );
  return applied.appliedMigrationNames;
}

/** `prisma migrate status`: what is wrong with the history; empty fields and null when nothing is. */
export async function diagnose(dir: string, url: string): Promise<bindings.DiagnoseMigrationHistoryOutput> {
  const migrationsList = await migrationsIn(dir);
  return withEngine(url, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTERS }),
  );
}

/** One engine for each call, since it keeps its connections, and with them the lock for migrating. */
async function withEngine<T>(url: string, work: (engine: bindings.SchemaEngine) => Promise<T>): Promise<T> {
  loadOnce();
  const pool = new Pool({ connectionString: url });
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

let loaded = false;

/** Node does not import .wasm files by itself, so the two halves of the package are put together here. */
function loadOnce(): void {
  if (loaded) return;
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const program = new WebAssembly.Module(readFileSync(glue.replace(/\.js$/, '.wasm')));
  const imports = { './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports };
  const { exports } = new WebAssembly.Instance(program, imports);
  bindings.__wbg_set_wasm(exports);
  (exports as { __wbindgen_start(): void }).__wbindgen_start();
  loaded = true;
}

async function migrationsIn(dir: string): Promise<bindings.MigrationList> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: dir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (path) => {
        const value = await readFile(join(dir, path, 'migration.sql'), 'utf8');
        return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value } } };
      }),
    ),
  };
}
