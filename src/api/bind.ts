import { api } from '../contract/api.ts';
import type { Endpoint, InputOf, OutputOf } from '../contract/endpoint.ts';
import type { Ctx } from '../lib/context.ts';

/** What a handler may know and do beside its input: the browser's session and where this installation is. */
export type Call = {
  /** The secret in the browser's cookie, whether the session is alive or not. */
  sessionSecret: string | undefined;
  /** How the program on the other side calls itself. */
  agent: string | undefined;
  /** Where people reach this installation, without a slash at the end. */
  publicUrl: string;
  /** Sets the session cookie, or takes it away with null. */
  setSession(secret: string | null): void;
};

/**
 * Does what an endpoint promises. `input` is what came in, gathered but not parsed: a verb parses what it gets,
 * after it has asked who is calling; for a function that does not, {@link parsed} does it.
 */
export type Handler<E extends Endpoint> = (ctx: Ctx, input: InputOf<E>, call: Call) => Promise<OutputOf<E>>;

/** A handler for every endpoint of a noun: one that is missing does not compile. */
export type Handlers<Noun extends Record<string, Endpoint>> = { [Name in keyof Noun]: Handler<Noun[Name]> };

export type Api = typeof api;
export type Routes = { [Noun in keyof Api]: Handlers<Api[Noun]> };

/** One row of the route table. */
export type Bound = {
  /** Such as `tickets.take`. */
  name: string;
  endpoint: Endpoint;
  handle: (ctx: Ctx, input: unknown, call: Call) => Promise<unknown>;
};

/**
 * The route table: every endpoint of the contract with its handler.
 * @throws Error when an endpoint has none, whatever the compiler was told
 */
export function routeTable(routes: Routes): Bound[] {
  return Object.entries(api).flatMap(([noun, endpoints]) =>
    Object.entries(endpoints as Record<string, Endpoint>).map(([name, endpoint]) => {
      const handlers = routes[noun as keyof Routes] as unknown as Record<string, Bound['handle'] | undefined>;
      const handle = handlers[name];
      if (!handle) throw new Error(`The endpoint ${noun}.${name} has no handler.`);
      return { name: `${noun}.${name}`, endpoint, handle };
    }),
  );
}
