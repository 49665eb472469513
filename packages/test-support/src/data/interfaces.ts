/** Names that no interface for keepalived can have, and a part of the sentence that says so. */
export const UNUSABLE_INTERFACES: ReadonlyArray<
  readonly [name: string, sentence: string]
> = [
  ['', 'such as br-dpu'],
  ['.', 'No interface can have the name .'],
  ['..', 'No interface can have the name ..'],
  ['all', 'No interface can have the name all'],
  ['default', 'No interface can have the name default'],
  ['lo', 'loopback'],
  ['eth0:1', 'Give the interface that has it: eth0'],
  ['lo:0', 'Give the interface that has it: lo'],
  ['eth0:', 'Give the interface that has it: eth0'],
  ['bond0.100@bond0', 'Leave out @bond0'],
  ['enp3s0f0np0.100@enp3s0f0np0', 'Leave out @enp3s0f0np0'],
  ['veth1@if7', 'Leave out @if7'],
  ['@bond0', 'such as br-dpu'],
  [' br-dpu', 'Leave out the spaces'],
  ['br-dpu ', 'Leave out the spaces'],
  ['br dpu', 'has no spaces'],
  ['eth0, eth1', 'has no spaces'],
  ['enp193s0f1np1v12', 'longer than a name can be'],
  ['enp193s0f1np1.100', 'longer than a name can be'],
  ['eth0/1', 'such as br-dpu'],
  ['eth0,eth1', 'such as br-dpu'],
  ['eth%d', 'such as br-dpu'],
];

/** Names near those, and those that tools choose. */
export const USABLE_INTERFACES: readonly string[] = [
  'a',
  '...',
  'lo0',
  'br-dpu',
  'br_dpu',
  'eth0',
  'eth0.100',
  'bond0.4094',
  'enp193s0f1np1v1',
  'all0',
  'Default',
];
