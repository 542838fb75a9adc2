/**
 * Makes a fresh clone ready to run, and does nothing when it is: `node .config/setup.mjs [step ...]`.
 * Runs before `npm start` and `npm test`, so on whatever Node is there (20 and later) and with no package
 * installed. Steps, all of them by default:
 *   install   the packages of package-lock.json, with the tools that build the console
 *   generate  the database client, from prisma/schema.prisma
 *   console   the web console, from src/console
 * An installation made with `npm ci --omit=dev` that brings its built console along is left as it is.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);

const steps = { install, generate, console: buildConsole };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`setup: unknown step ${unknown.join(', ')}; there are: ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

let worked = false;
for (const name of Object.keys(steps)) {
  if (asked.length === 0 || asked.includes(name)) await steps[name]();
}
if (!worked) console.log('setup: everything is up to date');

async function install() {
  if (packagesAreInstalled()) return;
  if (!existsSync(at('package-lock.json'))) return runNpm(['install']);
  const output = await runNpm(['ci'], 'npm error code EUSAGE');
  if (!output) return;
  // A lock file made on one platform may lack the optional packages of another, and npm ci refuses that
  // (https://github.com/npm/cli/issues/4828); npm install adds them, and otherwise keeps to the lock file.
  say('the lock file lacks packages for this platform, so once more without insisting on it');
  await runNpm(['install', '--no-save']);
}

function runNpm(command, excuse) {
  // The build needs the development tools, also where NODE_ENV=production would make npm leave them out.
  const args = [...command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath ?? '';
  // The Node in node_modules goes away in the middle of the work: npm has to run on the one outside.
  const node = [process.env.npm_node_execpath, process.execPath].find((path) => path && !isOurs(path));
  const [program, first] = node && npm.endsWith('npm-cli.js') ? [node, [npm]] : ['npm', []];
  const words = `npm ${command.join(' ')}`;
  return run(`installing packages (${words})`, program, [...first, ...args], {
    ...{ env: environmentForNpm(), shell: program === 'npm' && process.platform === 'win32', excuse },
    mend:
      'Mend: see what npm says above. It must reach its registry and write to this folder; ' +
      `"${words}" by hand does the same. Then start again.`,
  });
}

/**
 * npm writes node_modules/.package-lock.json at the very end, so without it an installation was cut off; but
 * it also writes it when it only updates the lock file, so the packages themselves are looked at. Those for
 * other platforms may be missing, and so may the development tools if not one of them is there, because
 * then they were left out on purpose.
 */
function packagesAreInstalled() {
  if (!existsSync(at('node_modules', '.package-lock.json'))) return false;
  const wanted = Object.entries(readJson(at('package-lock.json'))?.packages ?? {}).filter(([path]) =>
    path.startsWith('node_modules/'),
  );
  const withTools = wanted.some(([path, entry]) => entry.dev && !entry.optional && existsSync(at(path)));
  return wanted.every(([path, entry]) => {
    const found = readJson(at(path, 'package.json'));
    if (found) return entry.version === undefined || found.version === entry.version;
    return entry.optional || entry.devOptional || entry.peer || (entry.dev && !withTools);
  });
}

/** What the outer npm says about itself and its script would confuse the inner one; its settings stay. */
function environmentForNpm() {
  const about =
    /^npm_(lifecycle|package|command|execpath|node_execpath|config_(omit|include|production|local_prefix))/i;
  const kept = Object.entries(process.env).filter(([name]) => !about.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !isOurs(folder));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

function isOurs(path) {
  return resolve(path).startsWith(at('node_modules') + sep);
}

async function generate() {
  const config = at('.config', 'prisma.config.ts');
  const prisma = at('node_modules', 'prisma');
  const stamp = at('src', 'lib', 'prisma', '.setup');
  const state = hash([at('prisma', 'schema.prisma'), config, join(prisma, 'package.json')]);
  if (isStamped(stamp, state)) return;
  await run(
    'generating the database client',
    node(),
    [join(prisma, 'build', 'index.js'), 'generate', '--config', config],
    {
      env: {
        ...process.env,
        // Generating does not use the schema engine, but would download it; any existing file will do.
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
        // No call home, no advertisements.
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
      mend: 'Mend: correct prisma/schema.prisma; if it is as it was released, delete node_modules. Then start again.',
    },
  );
  writeStamp(stamp, state);
}

async function buildConsole() {
  if (!existsSync(at('src', 'console', 'index.html'))) {
    if (!existsSync(at('dist', 'console'))) say('there is no console to build yet (src/console/index.html)');
    return;
  }
  const config = at('.config', 'vite.config.ts');
  const vite = at('node_modules', 'vite');
  // Beside the folder, not in it: what is in it is served.
  const stamp = at('dist', 'console.setup');
  const sources = [...files(at('src', 'console')), ...files(at('src', 'contract'))];
  const state = hash([config, at('package-lock.json'), ...sources]);
  if (isStamped(stamp, state) && existsSync(at('dist', 'console', 'index.html'))) return;
  if (!existsSync(vite)) {
    if (existsSync(at('dist', 'console', 'index.html'))) return;
    stop(
      'the console is not built, and the tools for it were left out (npm ci --omit=dev).\n' +
        'Mend: run "npm ci --include=dev", or bring dist/console along from where it was built.',
    );
  }
  await run('building the console', node(), [join(vite, 'bin', 'vite.js'), 'build', '--config', config], {
    env: { ...process.env, NODE_ENV: 'production' },
    mend: 'Mend: correct what is named above in src/console or src/contract. Then start again.',
  });
  writeStamp(stamp, state);
}

/** The Node that Deskbell brings along, once it is installed. */
function node() {
  const own = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(own) ? own : process.execPath;
}

/**
 * Runs a program and says how long it took. When it fails, shows all that it has written and ends; but with
 * the words of an excuse in it, gives back the output instead.
 */
async function run(what, program, args, { env, shell = false, mend, excuse }) {
  worked = true;
  const began = Date.now();
  process.stdout.write(`setup: ${what} ... `);
  const output = [];
  const code = await new Promise((done) => {
    const child = spawn(program, args, { cwd: root, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      done(1);
    });
    child.on('close', (status, signal) => done(signal ?? status));
  });
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (code === 0) {
    console.log(`${seconds} s`);
    return undefined;
  }
  console.log(`failed after ${seconds} s (${code})`);
  const text = stripVTControlCharacters(Buffer.concat(output).toString()).trimEnd();
  if (excuse && text.includes(excuse)) return text;
  console.error(text);
  return stop(`${what} failed, see above.\n${mend}`);
}

function say(words) {
  worked = true;
  console.log(`setup: ${words}`);
}

function stop(words) {
  console.error(`\nsetup: ${words}`);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}

/** One hash over names and contents. */
function hash(paths) {
  const sum = createHash('sha256');
  for (const path of paths) {
    const content = existsSync(path) ? readFileSync(path) : '';
    sum.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return sum.digest('hex');
}

function isStamped(path, state) {
  return existsSync(path) && readFileSync(path, 'utf8').trim() === state;
}

function writeStamp(path, state) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${state}\n`);
}
