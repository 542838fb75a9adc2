import { type Config, loadConfig } from '../config.ts';
import { borrowDatabase } from '../lib/borrow-database.ts';
import { databaseBus } from '../lib/bus.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { type Ctx, createContext, systemActor } from '../lib/context.ts';
import { messageOf } from '../lib/errors.ts';
import { createLog } from '../lib/log.ts';
import { openStore } from '../lib/store.ts';

/** The exit code of a command that could not do its work. */
const NOT_DONE = 2;

/**
 * Runs a command of the terminal against the database, whether Deskbell is running or not, as Deskbell itself.
 * @param work returns the exit code
 */
export async function runCommand(
  name: string,
  work: (ctx: Ctx, config: Config) => Promise<number>,
  options: { clock?: Clock } = {},
): Promise<void> {
  try {
    const config = loadConfig();
    const database = await borrowDatabase(config);
    const log = createLog('silent');
    const store = openStore(database.url, log, { connections: 4 });
    const bus = databaseBus(database.url, log);
    try {
      const around = { store, bus, clock: options.clock ?? systemClock, log };
      const ctx = createContext(around, systemActor(name), { channel: 'terminal', requestId: name });
      process.exitCode = await work(ctx, config);
    } finally {
      await bus.close();
      await store.close();
      await database.giveBack();
    }
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = NOT_DONE;
  }
}
