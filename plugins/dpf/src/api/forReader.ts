import {
  DpfApi,
  withServerMessage,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { replaceTimes } from '@dpf-portal/dpf-model';
import { formatTime } from '../components/Time/formatTime';

function inReadersZone(value: unknown): unknown {
  if (typeof value === 'string') {
    return replaceTimes(value, at => formatTime(at));
  }
  if (Array.isArray(value)) {
    return value.map(inReadersZone);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          inReadersZone(each),
        ]),
      )
    : value;
}

function readable(error: unknown): Error {
  const named = withServerMessage(error);
  const message = replaceTimes(named.message, at => formatTime(at));
  if (message !== named.message) {
    named.message = message;
  }
  return named;
}

/**
 * Wraps the API for display: the message of an error is the server's message, and times in the server's sentences are
 * converted to the browser's time zone. Components can show `error.message` and sentences unchanged.
 */
export function forReader(api: DpfApi): DpfApi {
  return new Proxy(api, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') {
        return member;
      }
      return async (...args: unknown[]) => {
        try {
          return inReadersZone(await member.apply(target, args));
        } catch (error) {
          throw readable(error);
        }
      };
    },
  });
}
