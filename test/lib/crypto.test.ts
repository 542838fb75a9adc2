import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decrypt, deriveKey, encrypt } from '../../src/lib/crypto.ts';

const key = deriveKey('a secret of thirty-two characters', 'a test');

test('what was encrypted is read again, and looks different each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, about) => {
      const one = encrypt(key, text, about);
      const other = encrypt(key, text, about);
      expect(decrypt(key, one, about)).toBe(Buffer.from(text).toString());
      expect(decrypt(key, new Uint8Array(other), about)).toBe(Buffer.from(text).toString());
      expect(one.equals(other)).toBe(false);
    }),
  );
});

test('the text is not in it', () => {
  const sealed = encrypt(key, 'xoxb-a-long-secret', 'T1');
  expect(sealed.toString('latin1')).not.toContain('xoxb');
  expect(sealed).toHaveLength(1 + 12 + 16 + 'xoxb-a-long-secret'.length);
});

test('another key, another purpose and another owner do not read it', () => {
  const sealed = encrypt(key, 'xoxb-1', 'T1');
  expect(() => decrypt(deriveKey('another secret of 32 characters!', 'a test'), sealed, 'T1')).toThrow();
  expect(() => decrypt(deriveKey('a secret of thirty-two characters', 'another'), sealed, 'T1')).toThrow();
  expect(() => decrypt(key, sealed, 'T2')).toThrow();
  expect(() => decrypt(key, sealed, '')).toThrow();
});

test('whatever is changed in it or cut off, it is refused', () => {
  const sealed = encrypt(key, 'xoxb-1', 'T1');
  for (const [index, byte] of sealed.entries()) {
    for (const bit of [1, 128]) {
      const changed = Buffer.from(sealed);
      changed[index] = byte ^ bit;
      expect(() => decrypt(key, changed, 'T1'), `byte ${index}`).toThrow();
    }
    expect(() => decrypt(key, sealed.subarray(0, index), 'T1'), `${index} bytes`).toThrow();
  }
  expect(() => decrypt(key, Buffer.concat([sealed, Buffer.of(0)]), 'T1')).toThrow();
});
