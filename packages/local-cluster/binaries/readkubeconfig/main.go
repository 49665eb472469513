// Command readkubeconfig prints what client-go finds in kubeconfigs. Each line of its input is one kubeconfig in base64,
// and each line of its output is what was found in it, as JSON. Tests compare it with what the portal finds.
package main

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"os"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

const longestLine = 1 << 24

type reading struct {
	// Config is what clientcmd.Load finds.
	Config    *api.Config `json:"config,omitempty"`
	LoadError string      `json:"loadError,omitempty"`
	// Client is what a client is made of.
	Client      *client `json:"client,omitempty"`
	ClientError string  `json:"clientError,omitempty"`
}

type client struct {
	Server      string `json:"server"`
	Authority   []byte `json:"authority"`
	Certificate []byte `json:"certificate"`
	Key         []byte `json:"key"`
	Token       string `json:"token"`
	// KeyPair is what Go's TLS says against certificate and key; empty: nothing.
	KeyPair string `json:"keyPair"`
	// Other names every other way to authenticate, to verify or to connect that is in use.
	Other []string `json:"other"`
}

func describe(config *rest.Config) *client {
	other := []string{}
	for name, used := range map[string]bool{
		"files":         config.CAFile+config.CertFile+config.KeyFile+config.BearerTokenFile != "",
		"password":      config.Username+config.Password != "",
		"impersonation": config.Impersonate.UserName+config.Impersonate.UID != "" || len(config.Impersonate.Groups)+len(config.Impersonate.Extra) > 0,
		"authProvider":  config.AuthProvider != nil,
		"exec":          config.ExecProvider != nil,
		"insecure":      config.Insecure,
		"serverName":    config.ServerName != "",
		"proxy":         config.Proxy != nil,
		"path":          config.APIPath != "",
	} {
		if used {
			other = append(other, name)
		}
	}
	keyPair := ""
	if _, err := tls.X509KeyPair(config.CertData, config.KeyData); err != nil {
		keyPair = err.Error()
	}
	return &client{
		Server:      config.Host,
		Authority:   config.CAData,
		Certificate: config.CertData,
		Key:         config.KeyData,
		Token:       config.BearerToken,
		KeyPair:     keyPair,
		Other:       other,
	}
}

func read(kubeconfig []byte) (found reading) {
	config, err := clientcmd.Load(kubeconfig)
	if err != nil {
		return reading{LoadError: err.Error()}
	}
	found.Config = config
	clientConfig, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		found.ClientError = err.Error()
		return found
	}
	found.Client = describe(clientConfig)
	return found
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, longestLine)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		kubeconfig, err := base64.StdEncoding.DecodeString(input.Text())
		if err != nil {
			panic(err)
		}
		if err := output.Encode(read(kubeconfig)); err != nil {
			panic(err)
		}
	}
	if err := input.Err(); err != nil {
		panic(err)
	}
}
