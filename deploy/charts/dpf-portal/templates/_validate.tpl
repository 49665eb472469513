{{/* Rejects values that contradict each other. What one value may be is in values.schema.json. */}}
{{- define "dpf-portal.validate" -}}
{{- $rights := .Values.portal.rights -}}
{{- if and .Values.portal.enabled $rights.uploads (not $rights.request) -}}
{{- fail "portal.rights.uploads needs portal.rights.request: an upload is used by a request." -}}
{{- end -}}
{{- if and .Values.portal.enabled (or $rights.request $rights.credentials) (not $rights.observe) -}}
{{- fail "portal.rights.request and portal.rights.credentials need portal.rights.observe: the portal writes nothing that it cannot see." -}}
{{- end -}}
{{- $roles := .Values.controllers.roles -}}
{{- if and .Values.controllers.enabled (not (or $roles.kamaji $roles.static $roles.provisioning)) -}}
{{- fail "controllers.enabled needs a role: set controllers.roles.kamaji, .static or .provisioning." -}}
{{- end -}}
{{- $of := .Values.namespaces -}}
{{- range list $of.dpf $of.portal $of.uploads $of.kamaji -}}
{{- if has . $of.clusters -}}
{{- fail (printf "namespaces.clusters must not name %s: whoever reads Secrets of clusters would read others there." .) -}}
{{- end -}}
{{- end -}}
{{- end }}
