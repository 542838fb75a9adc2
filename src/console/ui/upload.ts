import { ATTACHMENT_LIMIT } from '../../contract/attachments.ts';
import { Attachment } from '../../contract/tickets.ts';
import { API } from '../call.ts';
import { ApiProblem, problemIn, unexpectedAnswer, unreachable } from '../problem.ts';
import { sizeWords } from './bytes.ts';

/**
 * Sends a file's bytes to be staged. `fetch` cannot tell how far it has come, so this is an XMLHttpRequest.
 * @throws ApiProblem, also for one that is too large to be tried.
 */
export function upload(
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  const refusal = refusalOf(file);
  if (refusal) return Promise.reject(refusal);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${API}/attachments?name=${encodeURIComponent(file.name || 'file')}`);
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(signal.reason);
    request.onload = () => {
      const requestId = request.getResponseHeader('x-request-id') ?? '';
      const body = jsonIn(request.responseText);
      if (request.status >= 400) return reject(problemIn(request.status, body, requestId));
      const parsed = Attachment.safeParse(body);
      return parsed.success ? resolve(parsed.data) : reject(unexpectedAnswer(requestId));
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function refusalOf(file: File): ApiProblem | null {
  const detail =
    file.size > ATTACHMENT_LIMIT
      ? `This file has ${sizeWords(file.size)}; at most ${sizeWords(ATTACHMENT_LIMIT)} can be sent.`
      : file.size === 0
        ? 'This file is empty.'
        : null;
  if (!detail) return null;
  const title = 'Not sent';
  return new ApiProblem({ type: 'about:blank', title, status: 400, detail, code: 'invalid', requestId: '' });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
