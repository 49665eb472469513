/** Names the portal's requests in `managedFields`. */
export const FIELD_MANAGER = 'dpf-portal-requests';
