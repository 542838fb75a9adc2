// `npm run dev`: the server, restarted when its sources change, and the console with hot reloading beside it.
import { spawn } from 'node:child_process';

const run = (...args) => spawn(args[0], args.slice(1), { stdio: 'inherit' });

const children = [
  run(
    process.execPath,
    '--max-semi-space-size=4',
    '--watch-path=src',
    '--watch-preserve-output',
    'src/main.ts',
  ),
  run('vite', '--config', '.config/vite.config.ts'),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
for (const child of children) child.on('exit', stop);
