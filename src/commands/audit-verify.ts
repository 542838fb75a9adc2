import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Verification, verifyAudit } from '../domain/audit/verify.ts';
import { SECOND } from '../lib/clock.ts';
import { deriveKey } from '../lib/crypto.ts';
import { fail } from '../lib/errors.ts';
import { secretKey } from '../lib/secret-key.ts';
import { runCommand } from './command.ts';

/**
 * `npm run audit:verify`: checks the audit log, while Deskbell is running or not. The exit code is 0 when it
 * is sound, 1 when it has faults, 2 when it could not be checked.
 */
await runCommand('audit:verify', async (ctx, config) => {
  const key = deriveKey(existingSecret(config), 'audit chain');
  const found = await verifyAudit(ctx, { key, dataDir: config.dataDir });
  for (const line of inWords(found, config, ctx.now())) console.log(line);
  return found.faults.length === 0 ? 0 : 1;
});

/** Unlike a start of Deskbell, a check makes no new secret: nothing was ever sealed with that one. */
function existingSecret(config: Config): string {
  if (!config.secretKey && !existsSync(join(config.dataDir, 'secret.key'))) {
    fail('unavailable', `SECRET_KEY is not set and there is no secret.key in ${config.dataDir}.`);
  }
  return secretKey(config);
}

function inWords(found: Verification, { dataDir }: Config, now: Date): string[] {
  const { faults, sealed, erased, head, notes } = found;
  const lines = [
    faults.length === 0
      ? `The audit log is sound: ${count(sealed, 'entry', 'entries')} in the chain.`
      : `The audit log has ${count(faults.length, 'fault', 'faults')} in ${count(sealed, 'entry', 'entries')}:`,
    ...faults.map(({ fault }) => `  - ${fault}`),
  ];
  if (head) lines.push(`Last entry: ${head.seq}, hash ${head.hash}`);
  if (erased > 0) lines.push(`The details of ${count(erased, 'entry', 'entries')} were erased.`);
  lines.push(
    ...unsealedInWords(found, now),
    notes > 0
      ? `Compared with ${count(notes, 'note', 'notes')} outside the database, in ${dataDir}/audit.`
      : `No notes outside the database in ${dataDir}/audit: an end that was cut off would not be seen.`,
  );
  return lines;
}

function unsealedInWords({ unsealed, unsealedSince }: Verification, now: Date): string[] {
  if (!unsealedSince) return [];
  const age = Math.max(0, Math.round((now.getTime() - unsealedSince.getTime()) / SECOND));
  const tail = `Not in the chain yet: ${count(unsealed, 'entry', 'entries')}, the oldest ${age} s old.`;
  return age > 60 ? [tail, 'Deskbell seals within a second while it is running.'] : [tail];
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
