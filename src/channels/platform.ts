import type { RequestHandler } from 'express';
import type { Channel } from '../chat/channel.ts';

/** A channel with the door by which its events come in, if that is not the API. */
export type Platform = {
  channel: Channel;
  /** What it serves over HTTP. */
  routes?: RequestHandler;
  /** Begins to listen by other means. */
  start?(): Promise<void>;
  /** Lets what is in flight end. */
  stop?(): Promise<void>;
};
