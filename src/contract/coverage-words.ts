import type { FindingKind } from './coverage.ts';

/** What a check of coverage has found, in words. @param name whom it is about; a gap is about nobody */
export function findingInWords(kind: FindingKind, name = 'Somebody'): string {
  switch (kind) {
    case 'gap':
      return 'Nobody is on call';
    case 'gone':
      return `${name} would be on call, but works at the desk no more`;
    case 'unreached':
      return `No page reaches ${name} outside of the portal`;
    case 'away':
      return `${name} is on call, and away`;
    case 'outside':
      return `${name} is on call, and not in the team`;
  }
}
