import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { askOutside, type OutsideRequest } from '../../src/lib/outside.ts';
import { localhost } from '../support/certificate.ts';

const open = new Set<Server | TcpServer>();
afterAll(() => {
  for (const server of open) server.close();
});

async function listening(server: Server | TcpServer): Promise<number> {
  open.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const serve = (listener: RequestListener) => listening(createServer(listener));
/** Where each path is an answer of its own. */
const paths = (answers: Record<string, RequestListener>) =>
  serve((req, res) => (answers[req.url ?? ''] ?? ((_, res) => res.writeHead(404).end()))(req, res));
const redirect =
  (location: string, status = 302): RequestListener =>
  (_, res) =>
    res.writeHead(status, { location }).end('moved');
const words =
  (text: string): RequestListener =>
  (_, res) =>
    res.end(text);
async function received(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Names that lead where a test wants; each look-up takes the next answer, and the last one for ever. */
function names(answers: Record<string, string[]>) {
  const asked: string[] = [];
  const resolve = async (host: string) => {
    const [first = '', ...rest] = answers[host] ?? [];
    if (rest.length > 0) answers[host] = rest;
    asked.push(host);
    return first.split(' ').map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, resolve };
}

const ask = (address: string, request: Partial<OutsideRequest> = {}) =>
  askOutside(address, { within: 5_000, maxBytes: 1_000, allowedHosts: ['127.0.0.1'], ...request });
const text = async (address: string, request: Partial<OutsideRequest> = {}) =>
  (await ask(address, request)).body.toString();
const refusal = (code: string, message: RegExp | string) => ({
  code,
  message: expect.stringMatching(message),
});

describe('a request outside', () => {
  it('gets the answer, whatever it is', async () => {
    const port = await serve((req, res) => {
      expect(req.headers).toMatchObject({
        'x-mine': 'yes',
        'accept-encoding': 'identity',
        'user-agent': 'Deskbell',
      });
      res.writeHead(418, { 'x-kind': 'teapot' }).end('short and stout');
    });
    const answer = await ask(`http://127.0.0.1:${port}/tea`, { headers: { 'x-mine': 'yes' } });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-kind': 'teapot' } });
    expect(answer.body.toString()).toBe('short and stout');
  });

  it('sends a body', async () => {
    const port = await serve(async (req, res) =>
      res.end(`${req.method} ${req.headers['content-type']} ${await received(req)}`),
    );
    const sent = {
      method: 'POST' as const,
      headers: { 'content-type': 'application/json' },
      body: '{"a":"ä"}',
    };
    expect(await text(`http://127.0.0.1:${port}`, sent)).toBe('POST application/json {"a":"ä"}');
  });

  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'example.com',
    '//example.com',
    'javascript:alert(1)',
    '',
  ])('does not go to %j', async (address) => {
    await expect(ask(address)).rejects.toMatchObject(refusal('invalid', 'must begin with https'));
  });

  it.each(['https://ada@example.com/', 'https://ada:secret@example.com/', 'http://:secret@127.0.0.1/'])(
    'takes no name and password: %s',
    async (address) => {
      await expect(ask(address)).rejects.toMatchObject(refusal('invalid', 'name and password'));
    },
  );

  it('says why nobody answers', async () => {
    const gone = createTcpServer();
    const port = await listening(gone);
    await new Promise((resolve) => gone.close(resolve));
    await expect(ask(`http://127.0.0.1:${port}`)).rejects.toMatchObject(
      refusal('unavailable', 'ECONNREFUSED'),
    );
    const resolve = () => Promise.reject(new Error('getaddrinfo ENOTFOUND nowhere.example'));
    await expect(ask('http://nowhere.example', { resolve })).rejects.toMatchObject(
      refusal('unavailable', 'ENOTFOUND'),
    );
  });
});

describe('addresses that are not public', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0.0.1/',
    'http://0177.0.0.01/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://１２７.0.0.1/',
    'http://0/',
    'http://10.1.2.3:8080/',
    'http://169.254.169.254/latest/meta-data/',
    'https://192.168.1.1/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    // The system knows this name.
    'http://LOCALHOST/',
  ])('%s is not asked', async (address) => {
    await expect(ask(address, { allowedHosts: [] })).rejects.toMatchObject(
      refusal('invalid', 'is not public'),
    );
  });

  it.each([
    '127.0.0.1',
    '10.0.0.5',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1%eth0',
    '169.254.169.254',
    '10.0.0.1 fd00::1',
  ])('a name for %s is not asked', async (address) => {
    const { resolve } = names({ 'innocent.example': [address] });
    await expect(ask('http://innocent.example/', { resolve, allowedHosts: [] })).rejects.toMatchObject(
      refusal('invalid', 'innocent.example is not public'),
    );
  });

  it('are asked where an admin allows the name or the address', async () => {
    const port = await serve(words('inside'));
    const { resolve } = names({ 'calendar.internal': ['127.0.0.1'], 'other.internal': ['127.0.0.1'] });
    expect(
      await text(`http://calendar.internal:${port}/`, { resolve, allowedHosts: ['calendar.internal'] }),
    ).toBe('inside');
    expect(
      await text(`http://calendar.internal.:${port}/`, {
        resolve: async () => [{ address: '127.0.0.1', family: 4 }],
        allowedHosts: ['calendar.internal'],
      }),
    ).toBe('inside');
    expect(await text(`http://other.internal:${port}/`, { resolve, allowedHosts: ['127.0.0.1'] })).toBe(
      'inside',
    );
    expect(await text(`http://2130706433:${port}/`, { allowedHosts: ['127.0.0.1'] })).toBe('inside');
    await expect(
      ask(`http://other.internal:${port}/`, { resolve, allowedHosts: ['calendar.internal'] }),
    ).rejects.toMatchObject(refusal('invalid', 'other.internal is not public'));
  });

  it('are left out where a name has others as well', async () => {
    const port = await serve(words('allowed'));
    const { resolve } = names({ 'mixed.example': ['10.0.0.1 127.0.0.1 ::1'] });
    expect(await text(`http://mixed.example:${port}/`, { resolve })).toBe('allowed');
  });

  it('are not reached by a name that changes its mind: what was looked up is what is connected to', async () => {
    const port = await serve(words('first'));
    const { resolve, asked } = names({ 'rebind.example': ['127.0.0.1', '127.0.0.2'] });
    expect(await text(`http://rebind.example:${port}/`, { resolve })).toBe('first');
    expect(asked).toEqual(['rebind.example']);
    await expect(ask(`http://rebind.example:${port}/`, { resolve })).rejects.toMatchObject(
      refusal('invalid', 'rebind.example is not public'),
    );
  });

  it('are not reached by a name that changes its mind between two redirects', async () => {
    const port = await paths({ '/': redirect('/again'), '/again': words('secret') });
    const { resolve, asked } = names({ 'rebind.example': ['127.0.0.1', '127.0.0.2'] });
    await expect(ask(`http://rebind.example:${port}/`, { resolve, redirects: 5 })).rejects.toMatchObject(
      refusal('invalid', 'rebind.example is not public'),
    );
    expect(asked).toHaveLength(2);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('with %i are followed, relative ones too', async (status) => {
    const port = await paths({
      '/a/b': redirect('../c?d', status),
      '/c?d': (_, res) => redirect(`http://127.0.0.1:${port}/end`, status)(_, res),
      '/end': words('here'),
    });
    expect(await text(`http://127.0.0.1:${port}/a/b`, { redirects: 2 })).toBe('here');
    await expect(ask(`http://127.0.0.1:${port}/a/b`, { redirects: 1 })).rejects.toMatchObject(
      refusal('unavailable', 'too often'),
    );
  });

  it('are answers where they are not to be followed, and for a POST', async () => {
    const port = await serve(redirect('/elsewhere'));
    expect((await ask(`http://127.0.0.1:${port}/`)).status).toBe(302);
    const post = { method: 'POST' as const, body: 'x', redirects: 5 };
    expect((await ask(`http://127.0.0.1:${port}/`, post)).status).toBe(302);
  });

  it('for ever end', async () => {
    let count = 0;
    const port = await serve((req, res) => {
      count += 1;
      redirect('/')(req, res);
    });
    await expect(ask(`http://127.0.0.1:${port}/`, { redirects: 5 })).rejects.toMatchObject(
      refusal('unavailable', 'too often'),
    );
    expect(count).toBe(6);
  });

  it.each([
    ['http://10.0.0.1/', 'is not public'],
    ['http://[::1]/', 'is not public'],
    ['http://0xa9fea9fe/latest/meta-data', 'is not public'],
    ['http://inside.example/', 'is not public'],
    ['ftp://example.com/', 'must begin with https'],
    ['file:///etc/passwd', 'must begin with https'],
    ['http://ada:secret@127.0.0.1/', 'name and password'],
    ['http://[', 'must begin with https'],
  ])('to %s are not followed', async (location, message) => {
    const port = await serve(redirect(location));
    const { resolve } = names({ 'inside.example': ['10.0.0.1'] });
    await expect(ask(`http://127.0.0.1:${port}/`, { redirects: 5, resolve })).rejects.toMatchObject(
      refusal('invalid', message),
    );
  });

  it('take headers of ours to the same place only', async () => {
    const heard: unknown[] = [];
    const other = await serve((req, res) => {
      heard.push(req.headers.authorization);
      res.end('done');
    });
    const port = await paths({
      '/': (req, res) => redirect('/same')(req, res),
      '/same': (req, res) => {
        heard.push(req.headers.authorization);
        redirect(`http://127.0.0.1:${other}/`)(req, res);
      },
    });
    const headers = { authorization: 'Bearer secret' };
    expect(await text(`http://127.0.0.1:${port}/`, { redirects: 5, headers })).toBe('done');
    expect(heard).toEqual(['Bearer secret', undefined]);
  });
});

describe('limits', () => {
  it('on the bytes of an answer, whether it says them or not', async () => {
    const port = await paths({
      '/told': (_, res) => res.setHeader('content-length', 1_001).end('x'.repeat(1_001)),
      '/untold': (_, res) => {
        res.write('x'.repeat(600));
        res.end('x'.repeat(401));
      },
      '/endless': (_, res) => {
        const more = () => res.write('x'.repeat(10_000), (error) => error ?? more());
        more();
      },
      '/fits': words('x'.repeat(1_000)),
    });
    for (const path of ['told', 'untold', 'endless']) {
      await expect(ask(`http://127.0.0.1:${port}/${path}`)).rejects.toMatchObject(
        refusal('too_large', 'larger than 1,000 bytes'),
      );
    }
    expect(await text(`http://127.0.0.1:${port}/fits`)).toHaveLength(1_000);
  });

  it('on an answer that is compressed all the same', async () => {
    const port = await serve((_, res) =>
      res.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1_000_000))),
    );
    await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toMatchObject(
      refusal('unavailable', 'compressed'),
    );
  });

  it('on the time, wherever it is spent', async () => {
    const port = await paths({
      '/silent': () => {},
      '/slow': (_, res) => {
        res.write('x');
      },
      '/moved': redirect('/silent'),
    });
    for (const path of ['silent', 'slow', 'moved']) {
      await expect(
        ask(`http://127.0.0.1:${port}/${path}`, { within: 200, redirects: 5 }),
      ).rejects.toMatchObject(refusal('unavailable', 'did not answer within 0.2 s'));
    }
    const resolve = () => new Promise<never>(() => {});
    await expect(ask('http://lost.example/', { within: 200, resolve })).rejects.toMatchObject(
      refusal('unavailable', 'did not answer within 0.2 s'),
    );
  });

  it('on what is no answer', async () => {
    const answers = [
      '',
      'garbage\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi',
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    ];
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(answers.shift() ?? ''));
      }),
    );
    while (answers.length > 0) {
      await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'unavailable' });
    }
  });
});

describe('encryption', () => {
  const secure = (listener: RequestListener) => listening(createHttpsServer(localhost, listener));
  const { resolve } = names({ localhost: ['127.0.0.1'] });
  async function trusted(work: () => Promise<void>) {
    const certificates = getCACertificates('default');
    setDefaultCACertificates([...certificates, localhost.cert]);
    await work().finally(() => setDefaultCACertificates(certificates));
  }

  it('needs a certificate that is trusted and of that name', async () => {
    const port = await secure(words('sealed'));
    const address = `https://localhost:${port}/`;
    await expect(ask(address, { resolve })).rejects.toMatchObject(
      refusal('unavailable', 'self-signed certificate'),
    );
    await trusted(async () => {
      expect(await text(address, { resolve })).toBe('sealed');
      await expect(ask(`https://127.0.0.1:${port}/`)).rejects.toMatchObject(
        refusal('unavailable', "does not match certificate's altnames"),
      );
    });
  });

  it('is not given up by a redirect', async () => {
    const plain = await serve(words('plain'));
    const port = await secure(redirect(`http://127.0.0.1:${plain}/`));
    await trusted(() =>
      expect(ask(`https://localhost:${port}/`, { resolve, redirects: 5 })).rejects.toMatchObject(
        refusal('invalid', 'redirects to an address without encryption'),
      ),
    );
  });
});
