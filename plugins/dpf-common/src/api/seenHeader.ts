/**
 * Header of each answer: how far its data is. A client sends what it got back with its next request, so that no replica of
 * the portal answers with older data. Its content means nothing to clients; several are separated by a space.
 *
 * @public
 */
export const SEEN_HEADER = 'Dpf-Seen';
