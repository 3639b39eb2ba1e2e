/** A server on 127.0.0.1 that answers what a test tells it to, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface AskedOfServer {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Answering = (response: ServerResponse, request: IncomingMessage) => void;

export interface TestServer {
  origin: string;
  asked: AskedOfServer[];
  /** connections that were ever opened */
  connections: () => number;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function startServer(answer: Answering): Promise<TestServer> {
  const asked: AskedOfServer[] = [];
  let opened = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response, request);
    });
  });
  server.on('connection', () => (opened += 1));
  const origin = await listen(server);
  return {
    origin,
    asked,
    connections: () => opened,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers every connection with exactly these bytes as soon as something arrives. */
export async function startRawServer(answer: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      answer(socket);
    });
  });
  const origin = await listen(server);
  return {
    origin,
    asked: [],
    connections: () => sockets.size,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function json(body: unknown, status = 200, type = 'application/json'): Answering {
  return (response) => {
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  };
}
