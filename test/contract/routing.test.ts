import { describe, expect, it } from 'vitest';
import { routingActions, routingConditions } from '../../src/contract/routing.ts';

const id = '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d';
const many = (count: number) => Array.from({ length: count }, (_, i) => `item${i}`);

describe('routingConditions', () => {
  it.each([
    ['none at all', {}],
    [
      'one of each',
      {
        channels: ['slack'],
        conversations: ['C1'],
        kinds: ['incident', 'change'],
        sources: ['message', 'mention', 'shortcut', 'emoji', 'form', 'command', 'api', 'email'],
        requester: {
          emails: ['a@example.com'],
          emailDomains: ['example.com'],
          teams: [id],
          locales: ['de-CH'],
          timeZones: ['Europe/Zurich'],
          guest: false,
          external: true,
        },
        words: { all: ['vpn'], any: ['down', 'slow'], none: ['test'] },
        pattern: '^vpn\\b',
      },
    ],
    ['a pattern of 500', { pattern: 'a'.repeat(500) }],
    ['a single flag', { requester: { guest: false } }],
  ])('takes %s', (_name, conditions) => {
    expect(routingConditions.parse(conditions)).toEqual(conditions);
  });

  it.each([
    ['an unknown condition', { wordz: { any: ['vpn'] } }],
    ['an unknown requester condition', { requester: { name: ['x'] } }],
    ['an unknown kind of words', { words: { some: ['x'] } }],
    ['an empty list', { channels: [] }],
    ['an empty word', { words: { any: ['  '] } }],
    ['words without a list', { words: {} }],
    ['a requester without a condition', { requester: {} }],
    ['an unknown source', { sources: ['fax'] }],
    ['an unknown kind', { kinds: ['wish'] }],
    ['an empty pattern', { pattern: '' }],
    ['a pattern of 501', { pattern: 'a'.repeat(501) }],
    ['flags', { pattern: 'a', flags: 'g' }],
    ['too many words', { words: { any: many(201) } }],
    ['too long a word', { words: { any: ['x'.repeat(101)] } }],
    ['too many conversations', { conversations: many(501) }],
  ])('refuses %s', (_name, conditions) => {
    expect(routingConditions.safeParse(conditions).success).toBe(false);
  });
});

describe('routingActions', () => {
  it.each([
    [{ queueId: id }],
    [{ kind: 'incident', impact: 1, urgency: 3, category: 'Network', tags: ['vpn'] }],
  ])('takes %j', (actions) => {
    expect(routingActions.parse(actions)).toEqual(actions);
  });

  it.each([
    [{}],
    [{ queueId: undefined }],
    [{ impact: 4 }],
    [{ urgency: 0 }],
    [{ priority: 1 }],
    [{ tags: [] }],
    [{ tags: many(21) }],
    [{ category: '' }],
    [{ queueId: 'q1' }],
    [{ tags: ['two words'] }],
  ])('refuses %j', (actions) => {
    expect(routingActions.safeParse(actions).success).toBe(false);
  });
});
