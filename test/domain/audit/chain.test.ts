import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ChainEntry, canonical, GENESIS, link } from '../../../src/domain/audit/chain.ts';

const entry: ChainEntry = {
  id: '7',
  at: '1767603600000',
  actorKind: 'person',
  actorId: null,
  action: 'ticket.edit',
  subjectType: 'ticket',
  subjectId: 't"1',
  channel: 'api',
  requestId: 'r1',
  detailHash: new Uint8Array([1, 255]),
};
const text = fc.string({ unit: 'grapheme', maxLength: 4 });
const entries = fc.record<ChainEntry>({
  id: text,
  at: text,
  actorKind: text,
  actorId: fc.option(text),
  action: text,
  subjectType: text,
  subjectId: text,
  channel: text,
  requestId: text,
  detailHash: fc.uint8Array({ maxLength: 2 }),
});

it('is one text that can be made in any language, and does not change between versions', () => {
  expect(canonical(entry, 3)).toBe(
    '["deskbell.audit.1",3,"7","1767603600000","person",null,"ticket.edit","ticket","t\\"1","api","r1","01ff"]',
  );
  expect(link(Buffer.alloc(32, 7), GENESIS, entry, 3).toString('hex')).toMatchInlineSnapshot(
    `"baa98840454c59295054116e45aa9c1cdab76c51b34267cdf5564ff8741e072a"`,
  );
});

it('is the same for the same entry at the same place only', () => {
  fc.assert(
    fc.property(entries, entries, fc.nat(3), fc.nat(3), (a, b, seqA, seqB) => {
      const same = seqA === seqB && JSON.stringify({ ...a }) === JSON.stringify({ ...b });
      expect(canonical(a, seqA) === canonical(b, seqB)).toBe(same);
    }),
  );
});

it('depends on the key and on the hash before', () => {
  const key = Buffer.alloc(32, 7);
  const one = link(key, GENESIS, entry, 1);
  expect(link(Buffer.alloc(32, 8), GENESIS, entry, 1).equals(one)).toBe(false);
  expect(link(key, one, entry, 1).equals(one)).toBe(false);
});
