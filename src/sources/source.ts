import type { IntegrationSettings, SourceName } from '../contract/services.ts';
import type { SourceEvent } from '../domain/alerts/take.ts';

/** A kind of monitoring: how what it sends is read. */
export type Source = {
  name: SourceName;
  /**
   * What a body says; nothing of it is done yet. Nothing, where it is no news of an alert.
   * @throws `invalid` for what it cannot be
   */
  read(body: unknown, settings: IntegrationSettings): SourceEvent[];
  /**
   * Before it is read: whether it comes from where it says, where a source can prove that.
   * @throws `forbidden` when it does not
   */
  prove?(body: unknown, ask: Ask): Promise<void>;
};

/** Fetches what is at an address outside. */
export type Ask = (url: string) => Promise<Buffer>;
