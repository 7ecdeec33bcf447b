// Package providertest runs Pulumi's own tests of providers on the executable of this clone: a lifecycle with the real
// CLI and a real server, and the messages that releases were recorded with.
package providertest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/providertest/grpclog"
	"github.com/pulumi/providertest/providers"
	"github.com/pulumi/providertest/pulumitest"
	"github.com/pulumi/providertest/pulumitest/assertpreview"
	"github.com/pulumi/providertest/pulumitest/assertrefresh"
	"github.com/pulumi/providertest/pulumitest/assertup"
	"github.com/pulumi/providertest/pulumitest/opttest"
	"github.com/pulumi/providertest/replay"
)

var record = flag.String("record", "", "file for the messages of a lifecycle, to be replayed by later releases")

// plugin is the folder of the executable, from any other one.
var plugin, _ = filepath.Abs("../../sdk/plugin")

func TestStarted(t *testing.T) {
	test := pulumitest.NewPulumiTest(t, "program", opttest.LocalProviderPath("syntask", plugin), opttest.SkipInstall())
	test.Up(t)
	assertpreview.HasNoChanges(t, test.Preview(t))
	assertrefresh.HasNoChanges(t, test.Refresh(t))
	assertup.HasNoChanges(t, test.Up(t))
}

func TestAttached(t *testing.T) {
	executable := opttest.AttachProviderBinary("syntask", plugin)
	test := pulumitest.NewPulumiTest(t, "program", executable, opttest.SkipInstall())
	test.Up(t)
	test.ClearGrpcLog(t)
	assertpreview.HasNoChanges(t, test.Preview(t))
	unchanged := messages(test.GrpcLog(t), grpclog.Configure, grpclog.Check, grpclog.Diff)

	test.ClearGrpcLog(t)
	test.UpdateSource(t, "edited")
	test.Preview(t)
	edited := messages(test.GrpcLog(t), grpclog.Diff)
	test.Up(t)
	assertpreview.HasNoChanges(t, test.Preview(t))
	if *record != "" {
		write(t, *record, append(unchanged, edited...))
	}
}

// TestReplay compares what the provider answers to the messages of each release with what that release answered. None of
// them needs a server.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob("recorded/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no recorded messages", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			recorded, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			proxy, err := providers.NewProviderInterceptProxy(t.Context(), start(t), providers.ProviderInterceptors{})
			if err != nil {
				t.Fatal(err)
			}
			replay.ReplaySequence(t, proxy, string(recorded))
		})
	}
}

// start runs the provider until the test ends.
func start(t *testing.T) providers.Port {
	command := exec.Command(filepath.Join(plugin, "pulumi-resource-syntask"))
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	var port int
	if _, err := fmt.Fscan(output, &port); err != nil {
		t.Fatal(err)
	}
	return providers.Port(port)
}

// messages are the logged calls of some methods. A call is logged when it begins, too, without a response.
func messages(log *grpclog.GrpcLog, methods ...grpclog.Method) []grpclog.GrpcLogEntry {
	var result []grpclog.GrpcLogEntry
	for _, method := range methods {
		for _, entry := range log.WhereMethod(method) {
			if entry.Response != nil {
				result = append(result, entry)
			}
		}
	}
	return result
}

func write(t *testing.T, file string, entries []grpclog.GrpcLogEntry) {
	text, err := json.MarshalIndent(entries, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
