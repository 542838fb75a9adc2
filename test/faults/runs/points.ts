import { randomNumbers } from '../../bench/stats.ts';
import type { Fate } from '../mortal.ts';
import { A_MINUTE, passTime, settle } from '../paging/drain.ts';
import type { Finding } from '../paging/finding.ts';
import type { DeskLife } from '../paging/life.ts';
import { createSource } from '../paging/load.ts';
import type { World } from '../paging/world.ts';
import { inWorld, type Run, type RunOptions } from './run.ts';

/** Statements of transactions, by words of theirs. */
export const COMMITS = {
  'an alert comes in': 'INSERT INTO alert (',
  'its escalation begins': 'INSERT INTO escalation (',
  'a step is taken': 'INSERT INTO page (',
  'pages are claimed': 'UPDATE page p',
  'somebody answers': "SET state = 'acknowledged', acknowledged_at",
};
const at = (point: Fate['point']) =>
  Object.entries(COMMITS).map(([name, of]) => ({ name: `${point}: ${name}`, fate: { point, of } }));

type Death = { name: string; fate?: Fate; send?: { by: 'slack' | 'sms'; how: 'reset' | 'lost' } };
/** Where a process dies, and there by what. */
type Points = Record<string, Death[]>;

/** `kill -9` around each commit on the way of a page. */
export const commits: Run = (options) =>
  dieAt({ 'before commit': at('before commit'), 'after commit': at('after commit') }, options);

/** `kill -9` around the sending of a page. */
export const sends: Run = (options) =>
  dieAt(
    {
      // The platform has heard of it, and has not done it or has.
      'before send': [
        { name: 'before send: Slack', send: { by: 'slack', how: 'reset' } },
        { name: 'before send: SMS', send: { by: 'sms', how: 'reset' } },
      ],
      'after send': [
        { name: 'after send: Slack', send: { by: 'slack', how: 'lost' } },
        { name: 'after send: SMS', send: { by: 'sms', how: 'lost' } },
      ],
      'before mark': [{ name: 'before mark', fate: { point: 'before mark' } }],
    },
    options,
  );

/** How often it dies at each point. */
const TIMES = 50;

/** Process after process dies while alerts come and are answered. */
const dieAt = (points: Points, { seed, quick, times: wanted = TIMES, say }: RunOptions): Promise<Finding[]> =>
  inWorld({ people: 4 }, async (world) => {
    const random = randomNumbers(seed);
    const source = createSource(world);
    const saying: Promise<void>[] = [];
    let count = 0;
    const load = () => {
      for (const isAnswered of [true, false]) {
        const key = `alert ${++count}`;
        const service = Math.floor(random() * world.keys.length);
        const said = source.say('trigger', key, service);
        saying.push(isAnswered ? said.then(() => source.say('acknowledge', key, service)) : said);
      }
    };
    // What is paged by the later ways came before.
    const first = await world.start();
    source.at(first.url);
    load();
    await Promise.all(saying);
    await first.kill();
    world.jump(A_MINUTE);
    for (const [name, deaths] of Object.entries(points)) {
      // In short, one of each kind.
      const times = quick ? 1 : wanted;
      for (let time = 0; time < times; time += 1) {
        const death = deaths[quick ? Math.floor(random() * deaths.length) : time % deaths.length];
        if (!death) continue;
        const life = await world.start(death.fate);
        source.at(life.url);
        if (death.send) dieSending(world, life, death.send);
        load();
        await Promise.race([life.ended, Promise.all(saying)]);
        await die(world, life, death.name);
        // Every lease of the dead one has run out.
        world.jump(A_MINUTE);
      }
      say(`${name}: killed ${times} times`);
    }
    const last = await world.start();
    source.at(last.url);
    await Promise.all(saying);
    await passTime(world);
    return [];
  });

function dieSending({ slack, twilio }: World, life: DeskLife, { by, how }: NonNullable<Death['send']>): void {
  const kill = () => void life.kill();
  if (by === 'sms') twilio.fail(how, 1, kill);
  else
    slack.fail('chat.postMessage', how, 1, () => {
      kill();
      return true;
    });
}

const MOST_MINUTES = 5;

/** What is deadly may come by the clock alone. */
async function die(world: World, life: DeskLife, name: string): Promise<void> {
  for (let minute = 0; minute < MOST_MINUTES; minute += 1) {
    await settle(world, life.isOver);
    if (life.isOver()) return;
    world.jump(A_MINUTE);
  }
  throw new Error(`it does not die ${name}`);
}
