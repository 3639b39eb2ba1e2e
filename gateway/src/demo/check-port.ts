/** Is the port free? Asked before anything is prepared: better now than after half a minute. */
import { createServer } from 'node:net';
import { HubError } from '@vigil/shared';

/**
 * @param port - 0 is always free
 * @throws HubError PORT_TAKEN
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `port ${port} is taken or not allowed; choose another with --port`;
      reject(new HubError('PORT_TAKEN', message, 'operator', { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}
