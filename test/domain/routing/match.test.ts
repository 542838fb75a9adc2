import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RoutingConditions } from '../../../src/contract/routing.ts';
import type { RoutingFacts } from '../../../src/domain/routing/conditions.ts';
import { explain, type RoutingRule, route } from '../../../src/domain/routing/match.ts';
import type { PatternAnswer } from '../../../src/domain/routing/pattern.ts';

const facts: RoutingFacts = {
  channel: 'slack',
  conversation: 'C1',
  kind: 'incident',
  source: 'message',
  text: 'VPN is down\nSince this morning, from the Zürich office.',
  requester: {
    email: 'Ann@Example.com',
    teams: ['t-sales'],
    locale: 'de-CH',
    timeZone: 'Europe/Zurich',
    guest: false,
    external: false,
  },
};
const unknown: RoutingFacts = {
  ...facts,
  conversation: null,
  requester: { email: null, teams: [], locale: null, timeZone: null, guest: true, external: true },
};

const rule = (id: string, conditions: RoutingConditions, more: Partial<RoutingRule> = {}): RoutingRule => ({
  id,
  version: 1,
  position: 0,
  name: `Rule ${id}`,
  enabled: true,
  conditions,
  actions: { queueId: `queue-${id}` },
  ...more,
});
const noPattern = {
  testPattern: () => {
    throw new Error('no pattern should be tested');
  },
};
const answering = (answer: PatternAnswer) => ({ testPattern: vi.fn(async () => answer) });

describe('conditions', () => {
  it.each<[string, RoutingConditions]>([
    ['nothing asked', {}],
    ['channel', { channels: ['teams', 'slack'] }],
    ['conversation', { conversations: ['C1'] }],
    ['kind', { kinds: ['incident'] }],
    ['source', { sources: ['email', 'message'] }],
    ['e-mail, whatever its case', { requester: { emails: ['ANN@example.com'] } }],
    ['domain', { requester: { emailDomains: ['Example.COM'] } }],
    ['team', { requester: { teams: ['t-it', 't-sales'] } }],
    ['exact locale', { requester: { locales: ['de-ch'] } }],
    ['covering locale', { requester: { locales: ['fr', 'de'] } }],
    ['locale with an underscore', { requester: { locales: ['de_CH'] } }],
    ['time zone', { requester: { timeZones: ['Europe/Zurich'] } }],
    ['not a guest', { requester: { guest: false } }],
    ['all words', { words: { all: ['vpn', 'down'] } }],
    ['any word, in title or description', { words: { any: ['wifi', 'zürich'] } }],
    ['no such word', { words: { none: ['printer'] } }],
    [
      'everything together',
      { channels: ['slack'], requester: { guest: false }, words: { any: ['vpn'], none: ['test'] } },
    ],
  ])('hold: %s', (_name, conditions) => {
    expect(route([rule('a', conditions)], facts, noPattern)).toMatchObject({ by: 'rule', ruleId: 'a' });
  });

  it.each<[RoutingConditions, string, string]>([
    [{ channels: ['teams', 'web'] }, 'channels', 'the channel is slack; the rule wants teams, web'],
    [{ conversations: ['C2'] }, 'conversations', 'the conversation is C1; the rule wants C2'],
    [{ kinds: ['change'] }, 'kinds', 'the kind is incident; the rule wants change'],
    [{ sources: ['form'] }, 'sources', 'the source is message; the rule wants form'],
    [
      { requester: { emails: ['bob@example.com'] } },
      'requester.emails',
      "the requester's e-mail is ann@example.com; the rule wants bob@example.com",
    ],
    [
      { requester: { emailDomains: ['it.example.com'] } },
      'requester.emailDomains',
      "the requester's domain is example.com; the rule wants it.example.com",
    ],
    [{ requester: { teams: ['t-it'] } }, 'requester.teams', 'the requester is in none of the teams'],
    [
      { requester: { locales: ['d', 'de-AT', 'fr'] } },
      'requester.locales',
      "the requester's locale is de-CH; the rule wants d, de-AT, fr",
    ],
    [
      { requester: { timeZones: ['Asia/Tokyo'] } },
      'requester.timeZones',
      "the requester's time zone is Europe/Zurich; the rule wants Asia/Tokyo",
    ],
    [{ requester: { guest: true } }, 'requester.guest', 'the requester is not a guest'],
    [{ requester: { external: true } }, 'requester.external', 'the requester is not external'],
    [{ words: { all: ['vpn', 'wifi'] } }, 'words.all', 'the text does not have: wifi'],
    [{ words: { any: ['wifi', 'lan'] } }, 'words.any', 'the text has none of: wifi, lan'],
    [{ words: { none: ['lan', 'vpn'] } }, 'words.none', 'the text has: vpn'],
    // The first that fails is the one named.
    [{ words: { any: ['wifi'] }, channels: ['web'] }, 'channels', 'the channel is slack; the rule wants web'],
  ])('fail: %j', async (conditions, condition, why) => {
    expect(route([rule('a', conditions)], facts, noPattern)).toEqual({ by: 'default', actions: {} });
    const { rules } = await explain([rule('a', conditions)], facts, noPattern);
    expect(rules).toMatchObject([{ ruleId: 'a', outcome: 'fails', condition, why }]);
  });

  it.each<[RoutingConditions, string]>([
    [{ conversations: ['C1'] }, 'the conversation is not known'],
    [{ requester: { emails: ['a@b.c'] } }, "the requester's e-mail is not known"],
    [{ requester: { emailDomains: ['b.c'] } }, "the requester's domain is not known"],
    [{ requester: { locales: ['de'] } }, "the requester's locale is not known"],
    [{ requester: { timeZones: ['UTC'] } }, "the requester's time zone is not known"],
    [{ requester: { guest: false } }, 'the requester is a guest'],
    [{ requester: { external: false } }, 'the requester is external'],
  ])('fail on what is not known: %j', async (conditions, why) => {
    const { rules } = await explain([rule('a', conditions)], unknown, noPattern);
    expect(rules).toMatchObject([{ outcome: 'fails', why }]);
  });

  it('keep a long list short when they explain', async () => {
    const any = Array.from({ length: 200 }, (_, i) => `word${i}`);
    const { rules } = await explain([rule('a', { words: { any } })], facts, noPattern);
    expect(rules[0]?.why).toMatch(/word9, and 190 more$/);
  });
});

describe('route', () => {
  it('takes the first rule by position, not by place in the list', () => {
    const rules = [rule('late', {}, { position: 2 }), rule('early', {}, { position: 1, version: 7 })];
    expect(route(rules, facts, noPattern)).toEqual({
      by: 'rule',
      ruleId: 'early',
      ruleVersion: 7,
      actions: { queueId: 'queue-early' },
    });
  });

  it('breaks a tie of positions by id', () => {
    expect(route([rule('b', {}), rule('a', {})], facts, noPattern)).toMatchObject({ ruleId: 'a' });
  });

  it('skips what is switched off, and falls back to the default', () => {
    expect(route([rule('a', {}, { enabled: false })], facts, noPattern)).toEqual({
      by: 'default',
      actions: {},
    });
    expect(route([], facts, noPattern)).toEqual({ by: 'default', actions: {} });
  });

  it('answers at once when no pattern is reached', () => {
    const rules = [
      rule('a', { channels: ['web'], pattern: 'x' }),
      rule('b', { words: { any: ['vpn'] } }, { position: 1 }),
      rule('c', { pattern: 'x' }, { position: 2 }),
    ];
    expect(route(rules, facts, noPattern)).toMatchObject({ ruleId: 'b' });
  });

  it('tests a pattern against the whole text, once the rest of the rule holds', async () => {
    const tools = answering('match');
    const routed = route([rule('a', { channels: ['slack'], pattern: '^vpn' })], facts, tools);
    expect(routed).toBeInstanceOf(Promise);
    expect(await routed).toMatchObject({ ruleId: 'a' });
    expect(tools.testPattern.mock.calls).toEqual([['^vpn', facts.text]]);
  });

  it.each<PatternAnswer>(['no_match', 'timeout', 'failed'])(
    'goes on to the next rule on %s',
    async (answer) => {
      const rules = [
        rule('a', { pattern: 'x' }),
        rule('b', { pattern: 'y' }, { position: 1 }),
        rule('c', {}, { position: 2 }),
      ];
      const tools = answering(answer);
      expect(await route(rules, facts, tools)).toMatchObject({ ruleId: 'c' });
      expect(tools.testPattern).toHaveBeenCalledTimes(2);
    },
  );
});

describe('explain', () => {
  it('tells every rule apart', async () => {
    const rules = [
      rule('off', {}, { position: 1, enabled: false }),
      rule('slow', { pattern: 'x' }, { position: 2 }),
      rule('win', { words: { any: ['vpn'] } }, { position: 3, name: 'Network' }),
      rule('after', {}, { position: 4 }),
      rule('not', { channels: ['web'] }, { position: 5 }),
    ];
    const { routed, rules: explained } = await explain(rules, facts, answering('timeout'));
    expect(routed).toMatchObject({ by: 'rule', ruleId: 'win' });
    expect(explained.map(({ ruleId, outcome, why }) => [ruleId, outcome, why])).toEqual([
      ['off', 'disabled', 'the rule is switched off'],
      ['slow', 'fails', 'the pattern took too long on this text, which counts as no match'],
      ['win', 'fires', 'every condition holds'],
      ['after', 'shadowed', 'every condition holds, but the rule "Network" comes first'],
      ['not', 'fails', 'the channel is slack; the rule wants web'],
    ]);
  });

  it('always decides as route does', async () => {
    const conditions = fc.record(
      {
        channels: fc.constantFrom<RoutingConditions['channels'][]>(['slack'], ['web']),
        kinds: fc.constantFrom<RoutingConditions['kinds'][]>(['incident'], ['change']),
        words: fc.constantFrom<RoutingConditions['words'][]>(
          { any: ['vpn'] },
          { none: ['vpn'] },
          { all: ['printer'] },
        ),
        pattern: fc.constantFrom('vpn', 'printer', 'slow'),
      },
      { requiredKeys: [] },
    );
    const ruleList = fc.array(fc.record({ conditions, position: fc.nat(5), enabled: fc.boolean() }), {
      maxLength: 8,
    });
    const tools = {
      testPattern: async (source: string): Promise<PatternAnswer> => {
        if (source === 'slow') return 'timeout';
        return source === 'vpn' ? 'match' : 'no_match';
      },
    };
    await fc.assert(
      fc.asyncProperty(ruleList, async (parts) => {
        const rules = parts.map((part, i) => rule(`r${i}`, part.conditions, part));
        const routed = await route(rules, facts, tools);
        const dry = await explain(rules, facts, tools);
        expect(dry.routed).toEqual(routed);
        expect(dry.rules).toHaveLength(rules.length);
        const fired = dry.rules.filter(({ outcome }) => outcome === 'fires').map(({ ruleId }) => ruleId);
        expect(fired).toEqual(routed.by === 'rule' ? [routed.ruleId] : []);
        // Switching the winner off hands the ticket to the first it shadowed.
        const shadowed = dry.rules.find(({ outcome }) => outcome === 'shadowed');
        const without = rules.map((one) => (one.id === fired[0] ? { ...one, enabled: false } : one));
        const second = await route(without, facts, tools);
        expect(second.by === 'rule' ? second.ruleId : undefined).toBe(shadowed?.ruleId);
      }),
    );
  });
});
