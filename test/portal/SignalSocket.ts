import { DpuClustersSignal } from '@dpf-portal/backstage-plugin-dpf-common';
import { eventually } from './eventually';

const CONNECT_MS = 1_000;

interface SignalText {
  channel: string;
  message: DpuClustersSignal;
}

/** What a browser hears of changed clusters while a page is open. */
export class SignalSocket {
  /** Resolves once the back end listens on the other end. */
  static async open(options: {
    baseUrl: string;
    token: string;
    channel: string;
  }): Promise<SignalSocket> {
    const url = `${options.baseUrl.replace(/^http/, 'ws')}/api/signals`;
    // By the first upgrade the back end learns that there are any; it does not answer that one.
    const socket = await eventually('the back end takes a socket', () =>
      connect(url, options.token),
    );
    return new SignalSocket(socket, options.channel);
  }

  readonly messages: DpuClustersSignal[] = [];

  private constructor(private readonly socket: WebSocket, channel: string) {
    socket.addEventListener('message', ({ data }) => {
      const text: SignalText = JSON.parse(String(data));
      if (text.channel === channel) {
        this.messages.push(text.message);
      }
    });
    socket.send(JSON.stringify({ action: 'subscribe', channel }));
  }

  close(): void {
    this.socket.close();
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
