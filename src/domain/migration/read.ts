import type { z } from 'zod';
import { MIGRATION_FILE_LIMIT, type MigrationTool, type PlanMigration } from '../../contract/migrations.ts';
import { fail } from '../../lib/errors.ts';
import { FORMATS } from './formats.ts';
import type { Found } from './found.ts';
import { filesOf, recordsIn } from './records.ts';

const MOST = 20_000;

/**
 * What an export says. Keys and addresses of mail by which alerts come in there are not kept.
 * @throws `invalid` where nothing of it can be read, `too_large`
 */
export function readExport(
  tool: MigrationTool,
  { fileName, file, data }: Pick<z.output<typeof PlanMigration>, 'fileName' | 'file' | 'data'>,
): Found {
  const format = FORMATS[tool];
  const { records, left } = recordsIn(files(fileName, file, data), format.aliases);
  if (records.length === 0) {
    fail(
      'invalid',
      `Nothing of it can be read. ${left[0] ? `${left[0].place}: ${left[0].problem}` : ''}`.trim(),
    );
  }
  if (records.length > MOST) fail('too_large', `These are ${records.length} things; ${MOST} are the most.`);
  const found = format.read(records);
  return { ...found, left: [...left, ...found.left] };
}

function files(fileName: string, file: string | undefined, data: unknown) {
  if (file === undefined) return [{ name: fileName, tree: data }];
  const bytes = Buffer.from(file, 'base64');
  if (bytes.length > MIGRATION_FILE_LIMIT) fail('too_large', 'The file must have at most 10 MB.');
  return filesOf(fileName, bytes);
}
