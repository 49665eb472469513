import { Endpoint } from '@dpf-portal/dpf-model';

/** The directory the ConfigMap is mounted at. */
export const KEEPALIVED_DIRECTORY = '/etc/keepalived';

/** keepalived.conf. Everything in it was validated by `usableEndpointOf`; nothing a user wrote gets in as text. */
export function renderKeepalivedConf(endpoint: Endpoint): string {
  const prefix = endpoint.vip.includes(':') ? 128 : 32;
  return `global_defs {
  script_user root
  enable_script_security
}

vrrp_script api_server {
  script "${KEEPALIVED_DIRECTORY}/check-api-server.sh"
  interval 3
  timeout 5
  fall 3
  rise 2
}

vrrp_instance dpu_cluster {
  state BACKUP
  nopreempt
  interface ${endpoint.interface}
  virtual_router_id ${endpoint.virtualRouterID}
  priority 100
  advert_int 1
  virtual_ipaddress {
    ${endpoint.vip}/${prefix}
  }
  track_script {
    api_server
  }
}
`;
}

/** The check that moves the VIP away from a host whose control plane does not answer. */
export function renderCheckScript(port: number): string {
  return `#!/bin/sh
# Any answer but success, or none in time, counts as down. The certificate is made out for the VIP, not for this host.
case "$HOST_IP" in
  *:*) host="[$HOST_IP]" ;;
  *) host="$HOST_IP" ;;
esac
exec curl -f -s -k -m 4 -o /dev/null "https://$host:${port}/readyz"
`;
}
