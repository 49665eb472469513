import https from 'node:https';

/**
 * An agent for one server and one set of certificates. Node names a connection by everything about
 * it, certificates included, anew for each request; here all of them are alike.
 */
export class ApiServerAgent extends https.Agent {
  override getName(): string {
    return 'api-server';
  }
}
