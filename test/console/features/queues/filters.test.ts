import { describe, expect, test } from 'vitest';
import {
  clearedFilters,
  isNarrowed,
  listInput,
  readFilters,
} from '../../../../src/console/features/queues/filters.ts';

describe('the order of a list', () => {
  test.each([
    ['due', 'due'],
    ['oldest', 'oldest'],
    ['newest', 'newest'],
    ['something', undefined],
    [undefined, undefined],
  ])('%s in the address is %s', (sort, expected) => {
    expect(readFilters({ sort }).sort).toBe(expected);
    expect(listInput(readFilters({ sort }), undefined).sort).toBe(expected);
  });

  test('what words find is in order of its age', () => {
    expect(listInput(readFilters({ sort: 'due', q: 'vpn' }), undefined)).toEqual({ q: 'vpn', open: 'true' });
    expect(listInput(readFilters({ sort: 'oldest', q: 'vpn' }), undefined).sort).toBe('oldest');
  });

  test('stays when filters are cleared, and narrows nothing by itself', () => {
    expect(clearedFilters(readFilters({ sort: 'due', tag: 'vpn' }))).toEqual({ sort: 'due' });
    expect(isNarrowed(readFilters({ sort: 'due' }))).toBe(false);
  });
});
