import { applyMigration } from '../../domain/migration/apply.ts';
import {
  getMigration,
  listMigrations,
  planMigration,
  removeMigration,
} from '../../domain/migration/batches.ts';
import { undoMigration } from '../../domain/migration/undo.ts';
import type { Api, Handlers } from '../bind.ts';
import { doorPath } from './services.ts';

export const migrationRoutes: Handlers<Api['migrations']> = {
  list: listMigrations,
  get: getMigration,
  plan: planMigration,
  async apply(ctx, input) {
    const { migration, opened } = await applyMigration(ctx, input);
    return {
      migration,
      keys: opened.map(({ source, ...door }) => ({ ...door, path: doorPath(source, door.key) })),
    };
  },
  undo: undoMigration,
  remove: removeMigration,
};
