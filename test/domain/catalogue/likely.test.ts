import { describe, expect, test } from 'vitest';
import { likelyItem } from '../../../src/domain/catalogue/likely.ts';
import { foldText } from '../../../src/domain/routing/words.ts';

const items = [
  ...[
    'Access to an application',
    'New laptop',
    'New laptop with a dock',
    'Password reset',
    'VPN',
    'AI',
    '新しいノート',
  ],
].map((name, at) => ({ id: String(at), name }));
const looksLike = (text: string) => likelyItem(items, foldText(text))?.name;

describe('an item that a text looks like', () => {
  test.each([
    ['I need a new laptop, please', 'New laptop'],
    ['LAPTOP: new one, wanted!', 'New laptop'],
    ['A new laptop and a dock with it', 'New laptop with a dock'],
    ['reset my password', 'Password reset'],
    ['I have no access to this application', 'Access to an application'],
    ['the vpn', 'VPN'],
    ['新しいノートをお願いします', '新しいノート'],
    // Words are whole, and all of them are said.
    ['My laptop is broken', undefined],
    ['a newer laptop', undefined],
    ['vpns', undefined],
    // Too short to be meant.
    ['ai', undefined],
    ['', undefined],
  ])('%s: %s', (text, name) => {
    expect(looksLike(text)).toBe(name);
  });
});
