import { createSignInLink, signInUrl } from '../domain/sessions/link.ts';
import { runCommand } from './command.ts';

/** `npm run sign-in -- ada@example.com`: prints a one-time sign-in link for whoever cannot receive one. */
await runCommand('sign-in', async (ctx, config) => {
  const email = process.argv[2]?.toLowerCase();
  if (!email) {
    console.error('Whose link? npm run sign-in -- ada@example.com');
    return 2;
  }
  const person = await ctx.db.person.findUnique({ where: { email } });
  if (!person?.active) {
    console.error(`There is no active person with the address ${email}.`);
    return 1;
  }
  const { secret, expiresAt } = await createSignInLink(ctx, person.id);
  console.log(signInUrl(config.publicUrl ?? `http://${config.host}:${config.port}`, secret));
  console.log(`It works once, until ${expiresAt.toISOString()}.`);
  return 0;
});
