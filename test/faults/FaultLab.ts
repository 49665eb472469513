import { KubeConfig } from '@kubernetes/client-node';
import { ControllersProcess } from '../controllers/ControllersProcess';
import { Lab } from '../management/Lab';
import { createServingCertificate } from './createServingCertificate';
import { FaultProxy, FaultProxyOptions } from './FaultProxy';
import { TcpRelay } from './TcpRelay';

/** Later writes about earlier clusters would be counted among the writes of a step. */
const WITHOUT_LATE_WRITES = ['--after-ready', '3600'];

/** A route from `dpf-controllers` to the API server on which tests inject faults, in the bytes and in the requests. */
export interface FaultyWay {
  /** Nearest to the controllers. */
  relay: TcpRelay;
  proxy: FaultProxy;
  controllers: ControllersProcess;
}

/** A light lab whose controllers reach the API server through routes with faults. */
export class FaultLab {
  static async start(): Promise<FaultLab> {
    return new FaultLab(await Lab.start({ light: true }));
  }

  readonly #ways: Array<{ relay: TcpRelay; proxy: FaultProxy }> = [];

  private constructor(readonly lab: Lab) {}

  /** Starts `dpf-controllers` with a new route. */
  async startControllers(
    options: Pick<FaultProxyOptions, 'onWriteAnswered'> & {
      tenantProxyUrl?: string;
    } = {},
  ): Promise<FaultyWay> {
    const upstream = new KubeConfig();
    upstream.loadFromFile(this.lab.cluster.controllersKubeconfigFile);
    const proxy = await FaultProxy.start({
      upstream,
      serving: await createServingCertificate(),
      onWriteAnswered: options.onWriteAnswered,
    });
    const relay = await TcpRelay.start(proxy.kubeConfigYaml());
    this.#ways.push({ relay, proxy });
    return { relay, proxy, controllers: this.startOver(relay, options) };
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
