import { request } from 'node:http';
import { signature } from './signature.ts';
import type { Answer, Delivery, Parcel, Retry, State, Workspace } from './types.ts';

const PATIENCE_MS = 3000;

/** How a parcel comes to the app: by HTTP where it is connected so, otherwise through a socket. */
export type BySocket = (
  workspace: Workspace,
  parcel: Parcel,
  retry: Retry | undefined,
) => Promise<Omit<Answer, 'ms' | 'late'>>;

export function createSender(state: State, bySocket: BySocket): State['send'] {
  return function send(workspace, parcel, retry) {
    const sent = state.clock.now().getTime();
    const sending = workspace.http
      ? byHttp(state, workspace, parcel, retry)
      : bySocket(workspace, parcel, retry);
    const answer: Promise<Answer> = sending.then((raw) => {
      const ms = state.clock.now().getTime() - sent;
      return { ...raw, ms, late: ms > PATIENCE_MS };
    });
    state.pending.add(answer);
    void answer.finally(() => state.pending.delete(answer));
    const eventId = parcel.payload.event_id;
    const delivery: Delivery = {
      workspace: workspace.id,
      parcel,
      eventId: typeof eventId === 'string' ? eventId : null,
      answer,
      retry({ reason = 'http_timeout', num = (retry?.num ?? 0) + 1, newEventId = false }) {
        const payload = newEventId ? { ...parcel.payload, event_id: state.nextId('Ev') } : parcel.payload;
        return send(workspace, { ...parcel, payload }, { num, reason });
      },
    };
    state.deliveries.push(delivery);
    return delivery;
  };
}

function encode({ kind, payload }: Parcel): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields =
    kind === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

function byHttp(state: State, workspace: Workspace, parcel: Parcel, retry: Retry | undefined) {
  const { type, body } = encode(parcel);
  const urls = workspace.http ?? { events: '', interactivity: '', commands: '' };
  const url = { events_api: urls.events, interactive: urls.interactivity, slash_commands: urls.commands }[
    parcel.kind
  ];
  return postSigned(state, workspace.signingSecret, url, type, body, retry);
}

/** Never fails: an app that is not there is an answer too. */
export function postSigned(
  state: State,
  secret: string,
  url: string,
  type: string,
  body: string,
  retry?: Retry,
): Promise<Omit<Answer, 'ms' | 'late'>> {
  const timestamp = Math.floor(state.clock.now().getTime() / 1000);
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve({ status: 0, body: null, text: '', error: error.message });
    // A connection for each, so that none is left behind when the app stops.
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature(secret, timestamp, body),
        ...(retry ? { 'x-slack-retry-num': retry.num, 'x-slack-retry-reason': retry.reason } : {}),
      },
    });
    outgoing.on('error', failed);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({ status: response.statusCode ?? 0, body: isJson ? parsed(text) : text, text });
      });
    });
    outgoing.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
