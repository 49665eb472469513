export { refuseOtherHosts, serveOwnHostsToGuests } from './guestHosts';
