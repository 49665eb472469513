{{/* The arguments of the controllers: each role is named, so that the roles that run are those that have rights. */}}
{{- define "dpf-portal.arguments" -}}
{{- $roles := list -}}
{{- range $role, $isOn := .Values.controllers.roles -}}
{{- $roles = append $roles (printf "%s=%s" $role (ternary "auto" "disabled" $isOn)) -}}
{{- end -}}
{{- with .Values.controllers -}}
- --roles={{ join "," $roles }}
- --metrics-bind-address=:{{ .ports.metrics }}
- --health-probe-bind-address=:{{ .ports.health }}
{{- if ne $.Values.namespaces.dpf "dpf-operator-system" }}
- --leader-election-namespace={{ $.Values.namespaces.dpf }}
{{- end }}
{{- with .extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{/* The Deployment of the plain file with the values. The selector stays: it cannot be changed. Input: root, deployment. */}}
{{- define "dpf-portal.deployment" -}}
{{- $root := .root -}}
{{- $deployment := .deployment -}}
{{- $values := $root.Values.controllers -}}
{{- $template := $deployment.spec.template -}}
{{- $container := first $template.spec.containers -}}
{{- $_ := set $deployment.spec "replicas" $values.replicas -}}
{{- $_ := set $template.metadata "labels" (merge (deepCopy $template.metadata.labels) $values.podLabels) -}}
{{- with $values.podAnnotations -}}{{- $_ := set $template.metadata "annotations" . -}}{{- end -}}
{{- $tag := default $root.Chart.AppVersion $values.image.tag -}}
{{- $_ := set $container "image" (printf "%s:%s" $values.image.repository $tag) -}}
{{- $_ := set $container "imagePullPolicy" $values.image.pullPolicy -}}
{{- $_ := set $container "args" (include "dpf-portal.arguments" $root | fromYamlArray) -}}
{{- $_ := set $container "env" (concat $container.env $values.extraEnv) -}}
{{- $ports := list -}}
{{- range $container.ports -}}
{{- $ports = append $ports (merge (dict "containerPort" (index $values.ports .name)) .) -}}
{{- end -}}
{{- $_ := set $container "ports" $ports -}}
{{- $_ := set $container "resources" $values.resources -}}
{{- with $values.securityContext -}}{{- $_ := set $container "securityContext" . -}}{{- end -}}
{{- with $values.podSecurityContext -}}{{- $_ := set $template.spec "securityContext" . -}}{{- end -}}
{{- with $values.image.pullSecrets -}}{{- $_ := set $template.spec "imagePullSecrets" . -}}{{- end -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "priorityClassName" -}}
{{- with index $values $field -}}{{- $_ := set $template.spec $field . -}}{{- end -}}
{{- end -}}
{{- $_ := set $template.spec "containers" (list $container) }}
---
{{ toYaml $deployment }}
{{- end }}
