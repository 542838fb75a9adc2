import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppliedMacro } from '../../src/contract/macros.ts';
import { createMacroDesk, type MacroDesk } from '../domain/macros/macro-desk.ts';
import { type ApiServer, startServer } from '../support/server.ts';

let desk: MacroDesk;
let server: ApiServer;
beforeAll(async () => {
  desk = await createMacroDesk();
  server = await startServer(desk);
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

it('applies a macro once, however often a call with one key comes', async () => {
  const [number, as] = [await desk.open(), await server.signIn(desk.agent)];
  const macro = await desk.macro({ reply: 'Hello', actions: [{ do: 'note', text: 'Greeted.' }] });
  const apply = (key: string) =>
    server.call<AppliedMacro>('POST', `/macros/${macro.id}/apply`, {
      ...{ as, body: { ticket: number }, headers: { 'idempotency-key': key } },
    });
  const [first, again] = [await apply('k1'), await apply('k1')];
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  expect((await desk.said(number)).slice(1)).toEqual(['Hello', 'Greeted.']);
  await apply('k2');
  expect((await desk.said(number)).slice(1)).toEqual(['Hello', 'Greeted.', 'Hello', 'Greeted.']);
});
