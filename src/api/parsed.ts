import type { z } from 'zod';
import type { Endpoint, OutputOf } from '../contract/endpoint.ts';
import type { Ctx } from '../lib/context.ts';
import { parse } from '../lib/parse.ts';
import type { Call, Handler } from './bind.ts';

/** A handler whose function takes what the endpoint's schema makes of the input. */
export function parsed<Input extends z.ZodType, Output extends z.ZodType>(
  endpoint: Endpoint<Input, Output>,
  work: (ctx: Ctx, input: z.output<Input>, call: Call) => Promise<OutputOf<Endpoint<Input, Output>>>,
): Handler<Endpoint<Input, Output>> {
  return async (ctx, input, call) => work(ctx, parse(endpoint.input, input), call);
}
