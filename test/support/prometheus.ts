import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/lib/free-port.ts';

/** Where Debian’s packages `prometheus` and `prometheus-alertmanager` put them. */
const BINARIES = { prometheus: '/usr/bin/prometheus', alertmanager: '/usr/bin/prometheus-alertmanager' };
const PATIENCE = 60_000;

/** Why they cannot be started here; undefined: they can. */
export function missing(...names: (keyof typeof BINARIES)[]): string | undefined {
  const gone = names.filter((name) => !existsSync(BINARIES[name]));
  if (gone.length === 0) return undefined;
  return `not on this machine: ${gone.join(' and ')} (apt-get install prometheus prometheus-alertmanager)`;
}

export type Daemon = { url: string; stop(): Promise<void> };

/** Prometheus Alertmanager. @param config as YAML knows it; JSON is YAML */
export const startAlertmanager = (config: object): Promise<Daemon> =>
  startDaemon(BINARIES.alertmanager, config, (file, folder, host) => [
    ...[`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=${host}`],
    ...['--cluster.listen-address=', '--log.level=error'],
  ]);

/** Prometheus. @param rules the groups of alerting rules */
export const startPrometheus = (config: object, rules: object[]): Promise<Daemon> =>
  startDaemon(BINARIES.prometheus, { ...config, rule_files: ['rules.json'] }, async (file, folder, host) => {
    await writeFile(join(folder, 'rules.json'), JSON.stringify({ groups: rules }));
    return [
      ...[`--config.file=${file}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${host}`],
      '--log.level=error',
    ];
  });

type Options = (file: string, folder: string, host: string) => string[] | Promise<string[]>;

async function startDaemon(binary: string, config: object, options: Options): Promise<Daemon> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-prometheus-'));
  const file = join(folder, 'config.yml');
  await writeFile(file, JSON.stringify(config));
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}`;
  const child = spawn(binary, await options(file, folder, host), { stdio: ['ignore', 'ignore', 'inherit'] });
  // Should we end before it does.
  const kill = () => child.kill();
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const until = performance.now() + PATIENCE;
    while (!(await isReady(url))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`${binary} did not start.`);
      await sleep(20);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

const isReady = (url: string) =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
