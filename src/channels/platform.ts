import type { Request, RequestHandler, Response } from 'express';
import type { Channel } from '../chat/channel.ts';
import type { Ctx } from '../lib/context.ts';

/** What a platform gets that is more than a way to send: where the desk is, and who asks for a page there. */
export type Premises = {
  publicUrl(): string;
  /** From which it derives keys of its own. */
  secretKey: string;
  caller(req: Request, res: Response): Promise<Ctx>;
};

/** A channel with the door by which its events come in, if that is not the API. */
export type Platform = {
  channel: Channel;
  /** What it serves over HTTP. */
  routes?: RequestHandler;
  /** Begins to listen by other means. */
  start?(): Promise<void>;
  /** Fetches what it was not told of, while it or the desk was away, and ends what was begun. */
  catchUp?(ctx: Ctx): Promise<unknown>;
  /** Lets what is in flight end. */
  stop?(): Promise<void>;
};

/** What `npm run doctor` says of one thing. */
export type Finding = { what: string; ok: boolean; words: string; mend?: string };
