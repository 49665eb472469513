import {
  CORE_RESOURCES,
  KubeClient,
  RestTransport,
  ServerGate,
  silentLogger,
  systemClock,
} from '@dpf-portal/kube-controller';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { DEFINITION_NAMES } from '../dpfResources';
import { DefinitionWatch } from './DefinitionWatch';

const DEFINITIONS = CORE_RESOURCES.customResourceDefinitions;

describe('DefinitionWatch', () => {
  let api: FakeApiServer;
  let transport: RestTransport;
  let client: KubeClient;
  let watch: DefinitionWatch;
  let changes: number;
  let edited: string[];
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    client = new KubeClient({ transport });
    changes = 0;
    edited = [];
    watch = new DefinitionWatch({
      client,
      serverGate: new ServerGate({
        transport,
        clock: systemClock,
        logger: silentLogger,
      }),
      clock: systemClock,
      logger: silentLogger,
      onChange: () => {
        changes++;
      },
      onEdit: name => edited.push(name),
    });
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    transport.close();
    await api.stop();
  });

  const define = (name: string) =>
    client.create(DEFINITIONS, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
    });

  it('hears of each definition that matters when it comes, changes and goes, and of no other', async () => {
    running = watch.run(stop.signal);
    await eventually(() => watch.complete);
    expect(changes).toBe(0);

    await define('certificates.cert-manager.io');
    const { metadata } = await define('datastores.kamaji.clastix.io');
    await eventually(() => changes === 1);
    await client.mergePatch(DEFINITIONS, metadata, {
      metadata: { annotations: { changed: 'yes' } },
    });
    await eventually(() => changes === 2);
    expect(edited).toEqual([]);
    await client.mergePatch(DEFINITIONS, metadata, { spec: { scope: 'X' } });
    await eventually(() => changes === 3);
    expect(edited).toEqual(['datastores.kamaji.clastix.io']);
    await client.delete(DEFINITIONS, metadata);
    await eventually(() => changes === 4);
  });

  it('asks for metadata, one definition at a time', async () => {
    running = watch.run(stop.signal);
    await eventually(() => watch.complete);
    expect(api.lists).toEqual(
      Array(DEFINITION_NAMES.length).fill(
        'customresourcedefinitions  metadata',
      ),
    );
  });

  it('is not complete where they may not be watched', async () => {
    api.forbidden.add('customresourcedefinitions');
    running = watch.run(stop.signal);
    await eventually(() => api.refused === 6);
    expect(watch.complete).toBe(false);
  });
});
