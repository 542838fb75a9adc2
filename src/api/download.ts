import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';

/** Sends a file as a download that no browser opens in our name, and closes it. */
export async function sendFile(
  req: Request,
  res: Response,
  { name, type, size, file }: { name: string; type: string; size: number; file: FileHandle },
): Promise<void> {
  res.set({
    'content-type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
    'content-length': String(size),
    ...asDownload(name),
  });
  if (req.method === 'HEAD') {
    await file.close();
    res.end();
    return;
  }
  await send(file.createReadStream(), res);
}

/** The same for a text that was just written. */
export function sendText(
  res: Response,
  { name, type, text }: { name: string; type: string; text: string },
): void {
  res.set({ 'content-type': `${type}; charset=utf-8`, ...asDownload(name) });
  res.end(text);
}

const asDownload = (name: string) => ({
  'content-disposition': disposition(name),
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, no-store',
  'cross-origin-resource-policy': 'same-origin',
});

async function send(bytes: NodeJS.ReadableStream, res: Response): Promise<void> {
  try {
    await pipeline(bytes, res);
  } catch (error) {
    // Who closed the connection needs no answer.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** RFC 6266: the name in ASCII for old readers, and as it is (RFC 8187) for all others. */
export function disposition(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
