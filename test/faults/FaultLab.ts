import { KubeConfig } from '@kubernetes/client-node';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { Lab } from '../management/Lab';
import { createServingCertificate } from './createServingCertificate';
import { FaultProxy, FaultProxyOptions } from './FaultProxy';
import { TcpRelay } from './TcpRelay';

/** Later writes about earlier clusters would be counted among the writes of a step. */
const WITHOUT_LATE_WRITES = ['--after-ready', '3600'];

/** A route to the API server on which tests inject faults, in the bytes and in the requests. */
export interface FaultyRoute {
  /** Nearest to the client. */
  relay: TcpRelay;
  proxy: FaultProxy;
}

/** The route of `dpf-controllers`. */
export interface FaultyWay extends FaultyRoute {
  controllers: ControllersProcess;
}

/** A light lab whose controllers reach the API server through routes with faults. */
export class FaultLab {
  static async start(): Promise<FaultLab> {
    return new FaultLab(await Lab.start({ light: true }));
  }

  readonly #ways: FaultyRoute[] = [];

  private constructor(readonly lab: Lab) {}

  /** Starts `dpf-controllers` with a new route. */
  async startControllers(
    options: Pick<FaultProxyOptions, 'onWriteAnswered'> & {
      tenantProxyUrl?: string;
    } = {},
  ): Promise<FaultyWay> {
    const { relay, proxy } = await this.openRoute(
      this.lab.cluster.controllersKubeconfigFile,
      options,
    );
    return { relay, proxy, controllers: this.startOver(relay, options) };
  }

  /** A new route with the identity of a kubeconfig. */
  async openRoute(
    kubeconfigFile: string,
    options: Pick<FaultProxyOptions, 'onWriteAnswered'> = {},
  ): Promise<FaultyRoute> {
    const upstream = new KubeConfig();
    upstream.loadFromFile(kubeconfigFile);
    const proxy = await FaultProxy.start({
      upstream,
      serving: await createServingCertificate(),
      onWriteAnswered: options.onWriteAnswered,
    });
    const relay = await TcpRelay.start(proxy.kubeConfigYaml());
    this.#ways.push({ relay, proxy });
    return { relay, proxy };
  }

  /** Starts `dpf-controllers` with an existing route. */
  startOver(
    relay: TcpRelay,
    options: { tenantProxyUrl?: string } = {},
  ): ControllersProcess {
    return this.lab.startControllers({
      kubeconfig: relay.kubeconfig,
      tenantProxyUrl: options.tenantProxyUrl,
      args: WITHOUT_LATE_WRITES,
    });
  }

  async stop(): Promise<void> {
    await this.lab.stop();
    for (const { relay, proxy } of this.#ways) {
      await relay.close();
      await proxy.stop();
    }
  }
}
