import net from 'node:net';
import tls from 'node:tls';
import {
  TunnelError,
  checkServerIdentity,
  openTunnel,
} from '@dpf-portal/kube-controller';
import { TenantRequestError } from './tenantErrors';

/** Where a TLS connection to a DPU cluster goes, and what its certificate must prove. @public */
export interface TenantSocketTarget {
  /** The address admitted by the fence. */
  address: string;
  port: number;
  /** The name the certificate must carry. */
  host: string;
  secureContext: tls.SecureContext;
  proxyUrl?: string;
  timeoutMs: number;
  /** The other end has accepted the connection; TLS begins. */
  onReached?: () => void;
}

/** The proxy cannot be reached, so nothing is known about the servers behind it. */
export class ProxyAwayError extends TenantRequestError {
  constructor(options: { cause: unknown }) {
    super(
      'Unreachable',
      'The proxy to the DPU clusters does not answer.',
      options,
    );
  }
}

async function connectThroughProxy(
  { address, port, timeoutMs }: TenantSocketTarget,
  proxyUrl: string,
): Promise<net.Socket> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await openTunnel({ proxyUrl, host: address, port, signal });
  } catch (error) {
    throw error instanceof TunnelError ? tunnelFailure(error) : error;
  }
}

function tunnelFailure(error: TunnelError): TenantRequestError {
  const { failure, target, status, cause } = error;
  if (failure === 'ProxyUnreachable') {
    return new ProxyAwayError({ cause });
  }
  return new TenantRequestError(
    'Unreachable',
    failure === 'Refused'
      ? `The proxy could not connect to ${target} (status ${status}).`
      : `The proxy did not connect to ${target}.`,
    { cause },
  );
}

function connectDirectly(target: TenantSocketTarget): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: target.address, port: target.port });
    socket.setTimeout(target.timeoutMs, () =>
      socket.destroy(
        Object.assign(new Error('time-out'), { code: 'ETIMEDOUT' }),
      ),
    );
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** Opens a TLS connection to a tenant, directly or through the CONNECT proxy, and verifies its certificate. */
export async function openTenantSocket(
  target: TenantSocketTarget,
): Promise<tls.TLSSocket> {
  const plain = target.proxyUrl
    ? await connectThroughProxy(target, target.proxyUrl)
    : await connectDirectly(target);
  target.onReached?.();
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: plain,
      secureContext: target.secureContext,
      // SNI does not allow an IP address. The certificate is still checked against it.
      servername: net.isIP(target.host) ? '' : target.host,
      host: target.host,
      checkServerIdentity: (_name, certificate) =>
        checkServerIdentity(target.host, certificate),
      ALPNProtocols: ['http/1.1'],
    });
    const timer = setTimeout(
      () =>
        socket.destroy(
          new TenantRequestError(
            'Slow',
            'It accepted the connection but did not begin TLS in time.',
          ),
        ),
      target.timeoutMs,
    );
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', error => {
      clearTimeout(timer);
      plain.destroy();
      reject(error);
    });
  });
}
