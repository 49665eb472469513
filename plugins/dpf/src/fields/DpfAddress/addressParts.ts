import {
  ManagementCluster,
  interfaceProblem,
  outsideNetwork,
  requestedNetwork,
  vipProblem,
  vipProblemInNetwork,
  virtualRouterIdProblem,
} from '@dpf-portal/dpf-model';
import { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import {
  chosenManagementCluster,
  formTextOf,
} from '../managementClusters/chosenManagementCluster';
import { readManagementClusters } from '../managementClusters/readManagementClusters';

/** The part of an address that `ui:options.part` of a template selects. @public */
export type AddressPart = 'vip' | 'virtualRouterID' | 'interface';

/** The part of the address that a field is for. Default: the VIP. */
export function partOf(
  uiOptions: { [name: string]: unknown } = {},
): AddressPart {
  const { part } = uiOptions;
  return part === 'virtualRouterID' || part === 'interface' ? part : 'vip';
}

/** Where the address is to be, as far as the form says. */
export interface AddressPlace {
  managementCluster?: ManagementCluster;
  /** Name of the chosen network. */
  network?: string;
}

function networkAt({ managementCluster, network }: AddressPlace) {
  return (
    managementCluster &&
    requestedNetwork({ network }, managementCluster.networks)
  );
}

/** Why the value is invalid; `undefined` if it is valid. */
export function partProblem(
  part: AddressPart,
  value: string | number,
  place: AddressPlace = {},
): string | undefined {
  switch (part) {
    case 'virtualRouterID':
      return virtualRouterIdProblem(Number(value));
    case 'interface':
      return interfaceProblem(String(value));
    default: {
      const network = networkAt(place);
      return (
        vipProblem(String(value)) ??
        (network && vipProblemInNetwork(String(value), network))
      );
    }
  }
}

/** Warns about a value outside the network. The server decides whether the user may choose it anyway. */
export function partOutside(
  part: AddressPart,
  value: string | number,
  place: AddressPlace,
): string | undefined {
  if (!place.managementCluster) {
    return undefined;
  }
  const [outside] = outsideNetwork({ [part]: value }, networkAt(place));
  return (
    outside &&
    `${outside.reason} Choosing it needs the permission to choose addresses.`
  );
}

/** Rejects an invalid value in the form. The server decides who may choose an address. */
export const validateAddress: CustomFieldValidator<
  string | number,
  { part?: AddressPart; managementClusterField?: string }
> = async (value, field, { apiHolder, formData, uiSchema }) => {
  if (value === undefined) {
    return;
  }
  const uiOptions = uiSchema?.['ui:options'];
  const items = await readManagementClusters(apiHolder);
  const problem = partProblem(partOf(uiOptions), value, {
    managementCluster: chosenManagementCluster({ items, formData, uiOptions }),
    network: formTextOf(formData, 'network'),
  });
  if (problem) {
    field.addError(problem);
  }
};
