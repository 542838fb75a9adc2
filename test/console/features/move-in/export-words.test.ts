import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waysToExport } from '../../../../src/console/features/move-in/export-words.ts';

test('the commands of the console are those of the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/move-in.md'), 'utf8');
  for (const { commands } of Object.values(waysToExport))
    expect(page).toContain(`\`\`\`sh\n${commands}\n\`\`\``);
});
