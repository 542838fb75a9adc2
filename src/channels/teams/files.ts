import { z } from 'zod';
import type { OfferedFile } from '../../chat/files.ts';
import { SECOND } from '../../lib/clock.ts';
import { fail, messageOf } from '../../lib/errors.ts';
import { isOfMicrosoft } from './hosts.ts';
import type { Activity, Attachment } from './payloads.ts';
import type { Deps } from './turn.ts';

const DOWNLOAD = 'application/vnd.microsoft.teams.file.download.info';

const Download = z.object({ downloadUrl: z.url().max(4_000), uniqueId: z.string().max(256).nullish() });

/** A file of a message; `isOurs`: it is had with the bot's token. */
export type TeamsFile = { source: string; name: string; url: string; isOurs: boolean };

export function filesOf({ attachments, id = '' }: Pick<Activity, 'attachments' | 'id'>): TeamsFile[] {
  return (attachments ?? []).flatMap((attachment, index) => fileOf(attachment, `${id}:${index}`) ?? []);
}

function fileOf(attachment: Attachment, at: string): TeamsFile | undefined {
  const { contentType, contentUrl, name, content } = attachment;
  if (contentType === DOWNLOAD) {
    const { data } = Download.safeParse(content);
    return (
      data && { source: data.uniqueId ?? at, name: name ?? 'A file', url: data.downloadUrl, isOurs: false }
    );
  }
  if (contentType.startsWith('image/') && contentUrl) {
    const ending = /^image\/([a-z]{1,8})$/.exec(contentType)?.[1] ?? 'png';
    return { source: at, name: name ?? `image.${ending}`, url: contentUrl, isOurs: true };
  }
  return undefined;
}

export const fileNamesOf = (activity: Activity): string[] => filesOf(activity).map(({ name }) => name);

const PATIENCE = 60 * SECOND;

/** Files of Teams, to be taken along with their message. */
export const offered = (
  deps: Pick<Deps, 'authorise'>,
  serviceUrl: string,
  files: TeamsFile[],
): OfferedFile[] =>
  files.map((file) => ({
    source: file.source,
    name: file.name,
    open: () => download(deps, serviceUrl, file),
  }));

async function download({ authorise }: Pick<Deps, 'authorise'>, serviceUrl: string, file: TeamsFile) {
  const url = new URL(file.url);
  if (!isOfMicrosoft(url, serviceUrl)) fail('invalid', 'it is at no address of Microsoft.');
  const isService = url.origin === new URL(serviceUrl).origin;
  // The token goes to the service that asked us in, and nowhere else.
  const authorization = file.isOurs && isService ? await authorise() : undefined;
  let answer: Response;
  try {
    answer = await fetch(url, {
      headers: authorization ? { authorization } : {},
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    return fail('unavailable', `it could not be fetched: ${messageOf(error)}`);
  }
  if (!answer.ok || !answer.body) fail('unavailable', 'Teams does not hand it out any more.');
  return { name: file.name, bytes: whole(answer.body) };
}

/**
 * The bytes of an answer.
 * @throws DeskbellError where they end before they should
 */
export async function* whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    fail('unavailable', `it could not be fetched: ${messageOf(error)}`);
  }
}
