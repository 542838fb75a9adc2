import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLike, likenessOf, likeTitle } from '../../../src/domain/changes/likeness.ts';

describe('a title', () => {
  test.each([
    ['Renew the certificate of shop.example.com', 'renew the certificate of shop example com'],
    ['RENEW the Certificate, 2026-11-27!', 'renew the certificate'],
    ['Patches of November 2026 (KB5034441)', 'patches of kb'],
    ['Patches of 27 Nov, 22:00 UTC', 'patches of'],
    ['Upgrade nginx to v1.27.3-rc1', 'upgrade nginx to'],
    ['Upgrade nginx to 1.28', 'upgrade nginx to'],
    ['Restart  db-1\tand web_2', 'restart db and web'],
    ['Ｒｅｓｔａｒｔ the shop', 'restart the shop'],
    ['Перезапуск магазина 3', 'перезапуск магазина'],
    ['ショップを再起動 2026年11月', 'ショップを再起動 年 月'],
    ['2026-11-27', ''],
    ['', ''],
    ['🚀🚀', ''],
  ])('%j is %j', (title, like) => {
    expect(likeTitle(title)).toBe(like);
  });

  test('loses nothing the second time, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (title) => {
        expect(likeTitle(likeTitle(title))).toBe(likeTitle(title));
      }),
    );
  });

  test('is the same whatever date, version and case it has', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{4,10}$/), { minLength: 1, maxLength: 6 });
    const date = fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10));
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => `v${parts.join('.')}`);
    fc.assert(
      fc.property(words, date, version, fc.boolean(), (words, date, version, loud) => {
        const plain = words.join(' ');
        const title = `${plain} ${version} (${date})`;
        expect(likeTitle(loud ? title.toUpperCase() : title)).toBe(likeTitle(plain));
      }),
    );
  });
});

test('changes are alike of one team, on the same services, called alike', () => {
  const change = { teamId: 'a', title: 'Renew it, 2026', services: ['x', 'y'] };
  const same = likenessOf(change);
  expect(likenessOf({ ...change, title: 'renew it 2027', services: ['y', 'x', 'y'] })).toBe(same);
  for (const other of [{ teamId: 'b' }, { title: 'Remove it' }, { services: ['x'] }, { services: [] }]) {
    expect(likenessOf({ ...change, ...other })).not.toBe(same);
  }
  expect(likenessOf({ ...change, title: '2026' })).toBeNull();
  expect(isLike(change, { title: 'RENEW IT', services: ['y', 'x'] })).toBe(true);
  expect(isLike(change, { title: 'Renew it', services: ['y'] })).toBe(false);
});
