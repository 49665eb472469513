import { DpuClustersSignal } from '@dpf-portal/backstage-plugin-dpf-common';
import { eventually } from './eventually';

const CONNECT_MS = 1_000;

interface SignalText {
  channel: string;
  message: DpuClustersSignal;
}

/** The signals about changed clusters that an open page receives. */
export class SignalSocket {
  /** Resolves when the back end sends signals on the socket. */
  static async open(options: {
    baseUrl: string;
    token: string;
    channel: string;
  }): Promise<SignalSocket> {
    const url = `${options.baseUrl.replace(/^http/, 'ws')}/api/signals`;
    // The first upgrade makes the back end listen for upgrades, but is not answered itself.
    const socket = await eventually('the back end takes a socket', () =>
      connect(url, options.token),
    );
    return new SignalSocket(socket, options.channel);
  }

  readonly messages: DpuClustersSignal[] = [];

  readonly #socket: WebSocket;

  private constructor(socket: WebSocket, channel: string) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const text: SignalText = JSON.parse(String(data));
      if (text.channel === channel) {
        this.messages.push(text.message);
      }
    });
    socket.send(JSON.stringify({ action: 'subscribe', channel }));
  }

  close(): void {
    this.#socket.close();
  }
}

function connect(url: string, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, token);
    const timer = setTimeout(() => socket.close(), CONNECT_MS);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.addEventListener('error', () => {
      clearTimeout(timer);
      reject(new Error(`${url} takes no socket`));
    });
  });
}
