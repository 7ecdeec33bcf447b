package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

const manifestName = "package.json"

// manifest is what matters here of a package.json.
type manifest struct {
	Name, Version                 string
	Dependencies, DevDependencies map[string]string
	Pulumi                        struct {
		Resource              bool
		Name, Version, Server string
	}
}

func readManifest(path string) (*manifest, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var result manifest
	return &result, json.Unmarshal(text, &result)
}

func (m *manifest) allDependencies() map[string]string {
	result := map[string]string{}
	for _, dependencies := range []map[string]string{m.DevDependencies, m.Dependencies} {
		for name, version := range dependencies {
			result[name] = version
		}
	}
	return result
}

// plugin is the provider plugin that the package's resources need, or nil.
func (m *manifest) plugin() *pulumirpc.PackageDependency {
	if !m.Pulumi.Resource {
		return nil
	}
	name, version := m.Pulumi.Name, m.Pulumi.Version
	if name == "" {
		name = strings.TrimPrefix(m.Name, "@pulumi/")
	}
	if version == "" {
		version = m.Version
	}
	if version != "" && !strings.HasPrefix(version, "v") {
		version = "v" + version
	}
	return &pulumirpc.PackageDependency{Name: name, Kind: "resource", Version: version, Server: m.Pulumi.Server}
}

// requiredNodePackages are the provider plugins of everything that a program depends on, directly or not. What lies in
// the same node_modules for another program of the workspace is not among them.
func requiredNodePackages(programDirectory string) ([]*pulumirpc.PackageDependency, error) {
	program, err := readManifest(filepath.Join(programDirectory, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var result []*pulumirpc.PackageDependency
	seen := map[string]bool{}
	var visit func(directory string, dependencies map[string]string)
	visit = func(directory string, dependencies map[string]string) {
		for name := range dependencies {
			path := installedManifest(directory, name)
			if path == "" || seen[path] {
				continue
			}
			seen[path] = true
			dependency, err := readManifest(path)
			if err != nil {
				continue // Node.js tells the user about a broken package once the program loads it.
			}
			if plugin := dependency.plugin(); plugin != nil {
				result = append(result, plugin)
			}
			visit(filepath.Dir(path), dependency.Dependencies)
		}
	}
	visit(programDirectory, program.allDependencies())
	return result, nil
}

// installedManifest is the path of a dependency's package.json, found as Node.js finds modules, or empty.
func installedManifest(directory, name string) string {
	for {
		path, err := filepath.EvalSymlinks(filepath.Join(directory, "node_modules", name, manifestName))
		if err == nil {
			return path
		}
		parent := filepath.Dir(directory)
		if parent == directory {
			return ""
		}
		directory = parent
	}
}
