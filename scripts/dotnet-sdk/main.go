// Command dotnet-sdk writes the SDK of .NET that a schema describes: dotnet-sdk schema.json folder. It is a module of its
// own, as later versions of Pulumi's `pkg` have no generator for .NET.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "dotnet-sdk schema.json folder")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	var specification schema.PackageSpec
	if err := json.Unmarshal(text, &specification); err != nil {
		return fmt.Errorf("%s: %w", schemaFile, err)
	}
	source, diagnostics, err := schema.BindSpec(specification, nil)
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	http.DefaultTransport = withoutNetwork{}
	files, err := dotnet.GeneratePackage("dotnet-sdk", source, nil)
	if err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// withoutNetwork gives the generator an empty file where it wants to download a logo.
type withoutNetwork struct{}

func (withoutNetwork) RoundTrip(request *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: request}, nil
}
