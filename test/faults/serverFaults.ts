import { Fault, FaultRule, isWrite, ProxiedRequest } from './Fault';
import { FaultyRoute } from './FaultLab';

/** Starts the fault. Returns a function that ends it. */
type Begin = (way: FaultyRoute) => (() => unknown) | Promise<() => unknown>;

/** A fault of the API server or of the network to it. */
export interface ServerFault {
  begin: Begin;
  /** How long the fault lasts. */
  seconds: number;
  /** Whether the server gives no useful responses during the fault, so that the request rate is checked. */
  away?: boolean;
}

const answer =
  (
    fault: Omit<Extract<Fault, { kind: 'answer' }>, 'kind'>,
    matches?: FaultRule['matches'],
  ): Begin =>
  way =>
    way.proxy.inject({ fault: { kind: 'answer', ...fault }, matches });

const again = (everyMs: number, act: () => unknown): (() => void) => {
  const timer = setInterval(act, everyMs);
  return () => clearInterval(timer);
};

const isCreation = ({ method, path }: ProxiedRequest) =>
  method === 'POST' && path.endsWith('/tenantcontrolplanes');

const NOT_READY_ANSWERS = 15;
// Longer than the renew deadline of 7 s, so that leadership is lost and regained.
const TOO_LONG = 9;

/** By what such a server does. */
export const SERVER_FAULTS: ReadonlyArray<[string, ServerFault]> = [
  [
    'is cut again and again',
    { seconds: 3, begin: ({ relay }) => again(200, () => relay.cut()) },
  ],
  [
    'refuses connections',
    {
      seconds: 4,
      begin: async ({ relay }) => {
        await relay.close();
        return () => relay.reopen();
      },
    },
  ],
  [
    'resets connections',
    {
      seconds: 4,
      away: true,
      begin: ({ relay }) => {
        relay.reset();
        return () => relay.restore();
      },
    },
  ],
  [
    'forgets connections and says nothing (half-open)',
    {
      seconds: TOO_LONG,
      away: true,
      begin: ({ relay }) => {
        relay.silence();
        return () => relay.restore();
      },
    },
  ],
  [
    'answers everything late',
    {
      seconds: 4,
      begin: ({ proxy }) => proxy.inject({ fault: { kind: 'delay', ms: 700 } }),
    },
  ],
  ['answers 500', { seconds: 4, away: true, begin: answer({ status: 500 }) }],
  ['answers 503', { seconds: 4, away: true, begin: answer({ status: 503 }) }],
  [
    'answers 429 and asks for a pause of 2 s',
    {
      seconds: 4,
      away: true,
      begin: answer({ status: 429, retryAfterSeconds: 2 }),
    },
  ],
  [
    'answers 401, as to a token that has expired',
    { seconds: 4, away: true, begin: answer({ status: 401 }) },
  ],
  [
    'answers 410 to every watch',
    {
      seconds: 5,
      away: true,
      begin: way => {
        way.relay.cut();
        return answer({ status: 410 }, ({ isWatch }) => isWatch)(way);
      },
    },
  ],
  [
    'ends watches in the middle of a line',
    {
      seconds: 2,
      begin: ({ proxy }) => again(300, () => proxy.truncateWatches()),
    },
  ],
  [
    'says old events again',
    {
      seconds: 2,
      begin: ({ proxy }) => again(100, () => proxy.replayEvents()),
    },
  ],
  [
    'hangs over control planes, as behind a webhook that does not answer',
    {
      seconds: 3,
      begin: ({ proxy, relay }) => {
        const lift = proxy.inject({
          fault: { kind: 'swallow' },
          matches: isCreation,
        });
        return () => {
          lift();
          relay.cut();
        };
      },
    },
  ],
  [
    'does writes and loses the answers',
    {
      seconds: 2,
      begin: ({ proxy, relay }) => {
        const lift = proxy.inject({
          fault: { kind: 'swallow' },
          matches: isWrite,
        });
        const stop = again(300, () => relay.cut());
        return () => {
          stop();
          lift();
          relay.cut();
        };
      },
    },
  ],
  [
    'is back and answers lists, but says that it is not ready',
    {
      seconds: 1,
      begin: async ({ proxy, relay }) => {
        let left = NOT_READY_ANSWERS;
        proxy.inject({
          fault: { kind: 'answer', status: 500, message: 'not ready' },
          matches: ({ path }) => path === '/readyz' && left-- > 0,
        });
        await relay.close();
        return () => relay.reopen();
      },
    },
  ],
];
