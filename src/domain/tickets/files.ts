import { failField } from '../../lib/errors.ts';

/** @throws `invalid` when fewer files were bound than were meant */
export function requireFiles(bound: number, ids: readonly string[]): void {
  if (bound < new Set(ids).size) {
    failField('attachmentIds', 'One of the files is not there (any more); please upload it again.');
  }
}
