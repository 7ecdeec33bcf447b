// Command languagehost is the part of Pulumi that runs programs of one language and generates its SDKs: a stand-in for
// the language hosts of the official installer, for machines that build the Pulumi CLI from source. Its file name is
// pulumi-language-nodejs, pulumi-language-python or pulumi-language-go, and says which language it is for.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

const engineWait = 5 * time.Minute

func main() {
	// The engine passes these to every language host; neither matters here.
	flag.String("root", "", "project root")
	flag.String("tracing", "", "tracing endpoint")
	flag.Parse()
	if err := serve(filepath.Base(os.Args[0]), flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers the engine's calls until a signal arrives or the engine has gone.
func serve(command, engineAddress string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	scratch, err := os.MkdirTemp("", command)
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	language, err := languageOf(command, scratch)
	if err != nil {
		return err
	}
	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		close(cancel)
	}()
	if engineAddress != "" {
		if err := rpcutil.Healthcheck(ctx, engineAddress, engineWait, stop); err != nil {
			return fmt.Errorf("connect to the engine: %w", err)
		}
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel:  cancel,
		Options: rpcutil.TracingServerInterceptorOptions(nil),
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{language: language, engineAddress: engineAddress})
			return nil
		},
	})
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Println(server.Port) // The engine reads the port from the first line.
	return <-server.Done
}

// languageOf is the language that the name of this program's file names. It may use the scratch folder.
func languageOf(command, scratch string) (language, error) {
	switch name := strings.TrimPrefix(command, "pulumi-language-"); name {
	case "nodejs":
		return nodejs{}, nil
	case "python":
		return python{}, nil
	case "go":
		return golang{scratch: scratch}, nil
	default:
		return nil, fmt.Errorf("%s has to be named pulumi-language-nodejs, -python or -go", command)
	}
}
