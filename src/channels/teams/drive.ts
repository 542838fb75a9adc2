import { z } from 'zod';
import { ATTACHMENT_LIMIT } from '../../contract/attachments.ts';
import { SECOND } from '../../lib/clock.ts';
import { fail, messageOf } from '../../lib/errors.ts';
import type { Tokens } from './botframework.ts';
import { whole } from './files.ts';
import { isOfMicrosoft } from './hosts.ts';

const PATIENCE = 60 * SECOND;
/** SharePoint answers with where the bytes are, and that may lead on. */
const MOST_REDIRECTS = 3;

const Item = z.object({
  size: z.number().nullish(),
  file: z.object({}).nullish(),
  createdBy: z.object({ user: z.object({ id: z.string().max(64).nullish() }).nullish() }).nullish(),
});

/** Files in SharePoint and OneDrive: https://learn.microsoft.com/graph/api/shares-get */
export type Drive = {
  /**
   * Opens the file that an address leads to.
   *
   * The desk may read more than who names the address, and an address can be put into a message by hand. So a file is
   * opened only for who has put it there.
   * @param owner their object id in Entra
   * @throws DeskbellError that says why it cannot be had
   */
  open(address: string, owner: string): Promise<AsyncIterable<Uint8Array>>;
};

/** @param url of Microsoft Graph */
export function createDrive({ url, tokens }: { url: string; tokens: Tokens }): Drive {
  const ask = (path: string) =>
    got(async () => {
      const authorization = `Bearer ${await tokens(url)}`;
      return fetch(`${url}/v1.0${path}`, { headers: { authorization }, ...BY_HAND() });
    });

  return {
    async open(address, owner) {
      const path = `/shares/${shareOf(address)}/driveItem`;
      const about = await ask(`${path}?$select=size,file,createdBy`);
      if (!about.ok) return refuse(about);
      const { data } = Item.safeParse(await about.json().catch(() => undefined));
      if (!data?.file) return fail('invalid', 'it is not a file.');
      if (data.createdBy?.user?.id !== owner) return fail('forbidden', 'somebody else has put it there.');
      // What it really has is counted as it comes.
      if ((data.size ?? 0) > ATTACHMENT_LIMIT)
        return fail('too_large', `A file has at most ${Math.floor(ATTACHMENT_LIMIT / 1024 / 1024)} MB.`);
      const answer = await followed(await ask(`${path}/content`));
      if (!answer.ok || !answer.body) return refuse(answer);
      return whole(answer.body);
    },
  };

  /** By hand: where the bytes are is an address that is enough by itself, and gets no token of ours. */
  async function followed(first: Response): Promise<Response> {
    let answer = first;
    for (let count = 0; isRedirect(answer) && count < MOST_REDIRECTS; count += 1) {
      const location = answer.headers.get('location') ?? '';
      await answer.body?.cancel();
      const to = URL.canParse(location) ? new URL(location) : undefined;
      if (!to || !isOfMicrosoft(to, url)) return fail('invalid', 'it is at no address of Microsoft.');
      answer = await got(() => fetch(to, BY_HAND()));
    }
    return answer;
  }
}

const BY_HAND = () => ({ redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) }) as const;
const isRedirect = ({ status }: Response) => [301, 302, 303, 307, 308].includes(status);

/** https://learn.microsoft.com/graph/api/shares-get#encoding-sharing-urls */
const shareOf = (address: string) => `u!${Buffer.from(address).toString('base64url')}`;

async function got(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    return fail('unavailable', `it could not be fetched: ${messageOf(error)}`);
  }
}

async function refuse(answer: Response): Promise<never> {
  await answer.body?.cancel();
  return answer.status === 401 || answer.status === 403
    ? fail('forbidden', 'the desk may not read it.')
    : fail('unavailable', 'Microsoft does not hand it out.');
}

/** Where nobody is authenticated, there is none. */
export const noDrive: Drive = { open: async () => fail('forbidden', 'the desk may not read it.') };
