/** What a cluster's type means to a person. */
export function describeType(type: string): string {
  switch (type) {
    case 'kamaji':
      return 'kamaji (control plane made here)';
    case 'static':
      return 'static (brought along)';
    default:
      return type;
  }
}
