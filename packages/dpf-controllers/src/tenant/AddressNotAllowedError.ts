/** A tenant's address is outside the networks this portal may reach. @public */
export class AddressNotAllowedError extends Error {
  readonly name = 'AddressNotAllowedError';
}
