import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../..');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'deskbell-setup-'));
  mkdirSync(join(root, '.config'));
  copyFileSync(join(repository, '.config/setup.mjs'), join(root, '.config/setup.mjs'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | object): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

function setup(steps: string[], env: Record<string, string> = {}): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['.config/setup.mjs', ...steps], {
    ...{ cwd: root, encoding: 'utf8', env: { ...process.env, ...env } },
  });
  return { code: status, said: `${stdout}${stderr}` };
}

const UP_TO_DATE = { code: 0, said: 'setup: everything is up to date\n' };

describe('install', () => {
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });

  /** A package as a registry would give it, but from a file. */
  function pack(name: string, version = '1.0.0'): string {
    write(`${name}/package.json`, { name, version });
    npm('pack', `./${name}`);
    return `file:${name}-${version}.tgz`;
  }

  const scripts = { prestart: 'node .config/setup.mjs install', start: 'node -p "7*6"' };

  function writePackage(dependencies: object, devDependencies: object): void {
    write('package.json', {
      name: 'x',
      version: '1.0.0',
      private: true,
      scripts,
      dependencies,
      devDependencies,
    });
  }

  beforeEach(() => {
    writePackage({ needed: pack('needed') }, { tool: pack('tool') });
    npm('install', '--package-lock-only', '--offline');
  });

  test('installs once, the tools as well whatever NODE_ENV says, and again when the lock file has changed', () => {
    const first = setup(['install'], { NODE_ENV: 'production' });
    expect(first).toEqual({
      code: 0,
      said: expect.stringMatching(/^setup: installing packages \(npm ci\) \.\.\. \d+\.\d s\n$/),
    });
    expect(existsSync(join(root, 'node_modules/tool/package.json'))).toBe(true);
    expect(setup(['install'])).toEqual(UP_TO_DATE);

    npm('install', '--package-lock-only', '--offline', pack('more'));
    expect(setup(['install']).said).toContain('installing packages');
    expect(existsSync(join(root, 'node_modules/more/package.json'))).toBe(true);
    expect(setup(['install'])).toEqual(UP_TO_DATE);

    npm('install', '--package-lock-only', '--offline', pack('needed', '1.1.0'));
    expect(setup(['install']).said).toContain('installing packages');
    const installed = readFileSync(join(root, 'node_modules/needed/package.json'), 'utf8');
    expect(JSON.parse(installed).version).toBe('1.1.0');
  });

  test('does the same from within npm start', () => {
    const output = npm('start');
    expect(output).toMatch(/setup: installing packages \(npm ci\) \.\.\. \d+\.\d s\n[\s\S]*\b42\b/);
    expect(npm('start')).toContain('setup: everything is up to date');
  });

  test('leaves an installation alone that leaves the tools out on purpose', () => {
    npm('ci', '--omit=dev', '--offline');
    expect(existsSync(join(root, 'node_modules/tool'))).toBe(false);
    expect(setup(['install'])).toEqual(UP_TO_DATE);
  });

  test('takes an installation that was cut off for none', () => {
    setup(['install']);
    rmSync(join(root, 'node_modules/.package-lock.json'));
    expect(setup(['install']).said).toContain('installing packages');
  });

  test('gets over a lock file that was made on another platform, and leaves it as it is', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    delete lock.packages['node_modules/needed'];
    write('package-lock.json', lock);
    const before = readFileSync(join(root, 'package-lock.json'), 'utf8');
    expect(setup(['install'])).toMatchObject({
      code: 0,
      said: expect.stringMatching(
        /\(npm ci\) \.\.\. failed[\s\S]*\(npm install --no-save\) \.\.\. \d+\.\d s\n$/,
      ),
    });
    expect(existsSync(join(root, 'node_modules/needed/package.json'))).toBe(true);
    expect(existsSync(join(root, 'node_modules/tool/package.json'))).toBe(true);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(before);
    expect(setup(['install'])).toEqual(UP_TO_DATE);
  });

  test('shows what npm said when it fails, and how to mend it', () => {
    for (const name of ['package-lock.json', 'needed-1.0.0.tgz']) rmSync(join(root, name));
    const { code, said } = setup(['install']);
    expect(code).toBe(1);
    expect(said).toMatch(
      /\(npm install\) \.\.\. failed after \d+\.\d s[\s\S]*npm error[\s\S]*setup: installing packages[\s\S]*\nMend: /,
    );
  });
});

describe('generate', () => {
  const SCHEMA = `
    generator client {
      provider = "prisma-client"
      output   = "../src/lib/prisma"
    }
    datasource db {
      provider = "postgresql"
    }
    model Thing {
      id Int @id
    }`;

  beforeEach(() => {
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    copyFileSync(join(repository, '.config/prisma.config.ts'), join(root, '.config/prisma.config.ts'));
    write('package.json', { type: 'module' });
    write('prisma/schema.prisma', SCHEMA);
  });

  test('makes the client once, and again when the schema has changed', () => {
    expect(setup(['generate']).said).toMatch(/^setup: generating the database client \.\.\. \d+\.\d s\n$/);
    expect(existsSync(join(root, 'src/lib/prisma/models/Thing.ts'))).toBe(true);
    expect(setup(['generate'])).toEqual(UP_TO_DATE);
    write('prisma/schema.prisma', SCHEMA.replaceAll('Thing', 'Other'));
    expect(setup(['generate']).code).toBe(0);
    expect(existsSync(join(root, 'src/lib/prisma/models/Other.ts'))).toBe(true);
  });

  test('shows what is wrong with the schema', () => {
    write('prisma/schema.prisma', SCHEMA.replace('@id', ''));
    const { code, said } = setup(['generate']);
    expect(code).toBe(1);
    expect(said).toMatch(/model "Thing"[\s\S]*Mend: correct prisma\/schema\.prisma/);
    expect(setup(['generate']).code).toBe(1);
  });
});

describe('console', () => {
  beforeEach(() => {
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    write(
      '.config/vite.config.ts',
      `export default { root: ${JSON.stringify(join(root, 'src/console'))}, build: { outDir: '../../dist/console', emptyOutDir: true } };`,
    );
    write('package.json', { type: 'module' });
  });

  function writeConsole(): void {
    write('src/console/index.html', '<script type="module" src="./main.ts"></script>');
    write('src/console/main.ts', `import { words } from '../contract/words.ts';\ndocument.title = words;`);
    write('src/contract/words.ts', `export const words: string = 'hello';`);
  }

  test('builds it once, and again when its sources or the contract have changed', () => {
    writeConsole();
    expect(setup(['console']).said).toMatch(/^setup: building the console \.\.\. \d+\.\d s\n$/);
    expect(existsSync(join(root, 'dist/console/index.html'))).toBe(true);
    expect(setup(['console'])).toEqual(UP_TO_DATE);
    write('src/contract/words.ts', `export const words: string = 'goodbye';`);
    expect(setup(['console']).said).toContain('building the console');
    rmSync(join(root, 'dist/console'), { recursive: true });
    expect(setup(['console']).said).toContain('building the console');
  });

  test('shows what does not build', () => {
    writeConsole();
    write('src/console/main.ts', `import '../contract/nothing.ts';`);
    const { code, said } = setup(['console']);
    expect(code).toBe(1);
    expect(said).toMatch(/nothing\.ts[\s\S]*Mend: /);
  });

  test('says in one line that there is none yet', () => {
    expect(setup(['console'])).toEqual({
      code: 0,
      said: 'setup: there is no console to build yet (src/console/index.html)\n',
    });
  });

  test('uses the one that was brought along where the tools are left out, or says what is missing', () => {
    writeConsole();
    rmSync(join(root, 'node_modules'));
    expect(setup(['console'])).toMatchObject({
      code: 1,
      said: expect.stringContaining('npm ci --include=dev'),
    });
    write('dist/console/index.html', '');
    expect(setup(['console'])).toEqual(UP_TO_DATE);
  });
});

test('an unknown step is refused with the names of those there are', () => {
  expect(setup(['instal'])).toEqual({
    code: 2,
    said: 'setup: unknown step instal; there are: install, generate, console\n',
  });
});
